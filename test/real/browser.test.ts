// A server that drives a browser: Chromium of this system runs confined, opens a page of a granted host and tells what it shows.
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { certificateFor } from '../egress/certificate.ts'
import { connectV2, type Connection } from './clients.ts'
import { BIN, makeHome, NODE, type Home } from './home.ts'

const SERVER = '@playwright/mcp@0.0.83'
const CHROMIUM = '/usr/bin/chromium'
let home: Home
let connection: Connection | undefined
const asked: string[] = []
const serve: RequestListener = (request, response) => {
  asked.push(`${request.headers.host}${request.url}`)
  response.setHeader('content-type', 'text/html')
  response.end('<title>Granted</title><h1>A page of a granted host</h1><a href="/next">onward</a>')
}
const plain = createServer(serve)
const secure = createTlsServer(certificateFor(['pages.granted.test']), serve)
const portOf = (server: typeof plain | typeof secure): number => (server.address() as AddressInfo).port

beforeAll(async () => {
  home = makeHome()
  for (const server of [plain, secure]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const net = [`pages.granted.test:${portOf(plain)}/http@127.0.0.1`, `pages.granted.test:${portOf(secure)}@127.0.0.1`]
  // Its threads count too.
  const grants = [...net.flatMap((grant) => ['--net', grant]), '--exec', CHROMIUM, '--pids', '512']
  const options = ['--headless', '--no-sandbox', '--isolated', '--ignore-https-errors', '--executable-path', CHROMIUM]
  const { status, stderr } = home.sallyport(
    'approve',
    'browser',
    ...grants,
    '--yes',
    '--',
    'npx',
    '-y',
    SERVER,
    ...options,
  )
  expect(`${status} ${stderr}`).toMatch(/^0 /)
  connection = await connectV2({ command: NODE, args: [BIN, 'run', 'browser'], env: home.env, cwd: home.folder })
}, 120_000)
afterAll(async () => {
  await connection?.close()
  for (const server of [plain, secure]) server.close()
  await home.remove()
})

const call = async (name: string, args: Record<string, unknown> = {}): Promise<string> =>
  JSON.stringify(await connection!.callTool(name, args))

/** Chromium gives up a navigation when it sees its network change, as it may at its start: a person would try again. */
const opened = (page: string) =>
  expect.poll(() => call('browser_navigate', { url: page }), { timeout: 30_000 }).toContain('Granted')

test('a page of a granted host is opened, read and clicked', async () => {
  await opened(`http://pages.granted.test:${portOf(plain)}/`)
  expect(await call('browser_snapshot')).toContain('A page of a granted host')
  await call('browser_evaluate', { function: '() => document.querySelector("a").click()' })
  await expect.poll(() => asked.some((line) => line.endsWith('/next'))).toBe(true)
}, 60_000)

// Without the policy file that it finds in the sandbox, its hellos would carry what cannot be told from a hidden name.
test('over TLS the host is named in the open, and the connection is made', async () => {
  await opened(`https://pages.granted.test:${portOf(secure)}/`)
  const told = home.sallyport('log', 'query', '--type', 'egress').stdout
  expect(told).toContain(`allow "pages.granted.test" port ${portOf(secure)}: "granted as tls"`)
  expect(told).not.toContain('ECH')
}, 60_000)

test('no other host is reached, neither by name nor by number, and the log has the name', async () => {
  const before = asked.length
  for (const host of ['other.test', '127.0.0.1']) {
    // Which error it is depends on the moment at which Chromium notices.
    expect(await call('browser_navigate', { url: `http://${host}:${portOf(plain)}/` })).toContain('net::ERR_')
  }
  expect(asked.length).toBe(before)
  expect(home.sallyport('log', 'query', '--type', 'egress').stdout).toMatch(/deny "other\.test" port 53: .*not granted/)
}, 60_000)
