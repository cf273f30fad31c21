// A server that drives a browser: Chromium of this system runs confined, opens a page of a granted host and tells what it shows.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectV2, type Connection } from './clients.ts'
import { BIN, makeHome, NODE, type Home } from './home.ts'

const SERVER = '@playwright/mcp@0.0.83'
const CHROMIUM = '/usr/bin/chromium'
let home: Home
let connection: Connection | undefined
const asked: string[] = []
const page = createServer((request, response) => {
  asked.push(`${request.headers.host}${request.url}`)
  response.setHeader('content-type', 'text/html')
  response.end('<title>Granted</title><h1>A page of a granted host</h1><a href="/next">onward</a>')
})
const url = (host: string): string => `http://${host}:${(page.address() as AddressInfo).port}/`

beforeAll(async () => {
  home = makeHome()
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
  const { port } = page.address() as AddressInfo
  const grants = ['--net', `pages.granted.test:${port}/http@127.0.0.1`, '--exec', CHROMIUM]
  const server = [SERVER, '--headless', '--no-sandbox', '--isolated', '--executable-path', CHROMIUM]
  const { status, stderr } = home.sallyport('approve', 'browser', ...grants, '--yes', '--', 'npx', '-y', ...server)
  expect(`${status} ${stderr}`).toMatch(/^0 /)
  connection = await connectV2({ command: NODE, args: [BIN, 'run', 'browser'], env: home.env, cwd: home.folder })
}, 120_000)
afterAll(async () => {
  await connection?.close()
  page.close()
  await home.remove()
})

const call = async (name: string, args: Record<string, unknown> = {}): Promise<string> =>
  JSON.stringify(await connection!.callTool(name, args))

test('a page of a granted host is opened, read and clicked', async () => {
  expect(await call('browser_navigate', { url: url('pages.granted.test') })).toContain('pages.granted.test')
  expect(await call('browser_snapshot')).toContain('A page of a granted host')
  await call('browser_evaluate', { function: '() => document.querySelector("a").click()' })
  await expect.poll(() => asked.some((line) => line.endsWith('/next'))).toBe(true)
}, 60_000)

test('no other host is reached, neither by name nor by number, and the log has the name', async () => {
  const before = asked.length
  expect(await call('browser_navigate', { url: url('other.test') })).toMatch(
    /ERR_(?:NAME_NOT_RESOLVED|INTERNET_DISCONNECTED)/,
  )
  expect(await call('browser_navigate', { url: url('127.0.0.1') })).toMatch(/ERR_CONNECTION_(?:RESET|REFUSED)/)
  expect(asked.length).toBe(before)
  expect(home.sallyport('log', 'query', '--type', 'egress').stdout).toMatch(/deny "other\.test" port 53: .*not granted/)
}, 60_000)
