// `serve` on a socket in the file system: who can reach it, and what may lie there before.
import type { ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Agent, fetch as fetchBy } from 'undici'
import { until } from '../gateway-process/place.ts'
import type { Home } from '../real/home.ts'
import { INITIALIZE, witnessHome } from './place.ts'

let home: Home
let token: string
let folder: string
let path: string
const running: ChildProcess[] = []
beforeAll(() => {
  home = witnessHome()
  token = home.sallyport('serve', '--show-token').stdout.trim()
  folder = join(home.folder, 'own')
  path = join(folder, 'http.sock')
})
afterEach(async () => {
  for (const run of running.splice(0)) await ended(run)
  rmSync(folder, { recursive: true, force: true })
  path = join(folder, 'http.sock')
})
afterAll(() => home.remove())

async function ended(run: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
  if (run.exitCode !== null || run.signalCode !== null) return run.exitCode
  const exit = new Promise<number | null>((resolve) => run.once('exit', resolve))
  run.kill(signal)
  return exit
}

async function start(): Promise<ChildProcess> {
  const run = home.spawn('serve', '--listen', `unix:${path}`)
  running.push(run)
  const heard = { err: '' }
  run.stdout!.resume()
  run.stderr!.setEncoding('utf8').on('data', (text: string) => (heard.err += text))
  expect(await until(() => heard.err.includes('/s/witness/mcp') || run.exitCode !== null)).toBe(true)
  expect(heard.err).toContain('Listening on unix:')
  return run
}

function post(head: Readonly<Record<string, string>>): Promise<number> {
  const headers = {
    ...{ host: 'localhost', 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    ...head,
  }
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath: path, path: '/s/witness/mcp', method: 'POST', headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode!))
    })
    asking.on('error', reject).end(JSON.stringify(INITIALIZE))
  })
}
const bearer = (): Readonly<Record<string, string>> => ({ authorization: `Bearer ${token}` })

test('it is for its user alone, wants the token all the same, and is gone at the end', async () => {
  const run = await start()
  const { mode } = statSync(path)
  expect([mode & 0o777, statSync(folder).mode & 0o777]).toEqual([0o600, 0o700])
  expect([await post({}), await post(bearer()), await post({ ...bearer(), host: 'evil.example' })]).toEqual([
    401, 200, 403,
  ])
  expect([await ended(run), existsSync(path)]).toEqual([0, false])
})

test('the official clients of both eras reach it', async () => {
  await start()
  const dispatcher = new Agent({ connect: { socketPath: path } })
  const reach = ((url: string, how: object) => fetchBy(url, { ...how, dispatcher })) as unknown as typeof fetch
  const by = { fetch: reach, requestInit: { headers: { ...bearer() } } }
  const [v1, v2] = [
    new ClientV1({ name: 't', version: '1' }),
    new ClientV2({ name: 't', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
  ]
  await v1.connect(new HttpV1(new URL('http://localhost/mcp'), by))
  await v2.connect(new HttpV2(new URL('http://localhost/mcp'), by))
  const said = [v1, v2].map((client) => client.callTool({ name: 'witness__echo', arguments: { text: 'by socket' } }))
  expect(JSON.stringify(await Promise.all(said)).match(/by socket/g)).toHaveLength(2)
  await Promise.all([v1.close(), v2.close()])
  await dispatcher.destroy()
})

test('what was left by one that was killed is replaced', async () => {
  const first = await start()
  await ended(first, 'SIGKILL')
  expect(statSync(path).isSocket()).toBe(true)
  await start()
  expect(await post(bearer())).toBe(200)
})

const refused = (): string => {
  const { status, stderr } = home.sallyport('serve', '--listen', `unix:${path}`)
  return `${status} ${stderr}`
}

test('a socket on which somebody listens is not taken over', async () => {
  mkdirSync(folder, { mode: 0o700 })
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(path, resolve))
  const before = statSync(path).ino
  const run = home.spawn('serve', '--listen', `unix:${path}`)
  running.push(run)
  let heard = ''
  run.stderr!.setEncoding('utf8').on('data', (text: string) => (heard += text))
  expect(await new Promise((resolve) => run.once('exit', resolve))).toBe(2)
  expect([heard, statSync(path).ino]).toEqual([expect.stringContaining('a program listens there'), before])
  await new Promise((resolve) => other.close(resolve))
})

test.each<[string, () => void, RegExp]>([
  ['a file', () => writeFileSync(path, 'words'), /is no socket of yours/],
  ['a link', () => symlinkSync('/nowhere', path), /is no socket of yours/],
  ['a folder', () => mkdirSync(path), /is no socket of yours/],
  ['a folder that others may enter', () => chmodSync(folder, 0o755), /not to you alone/],
  [
    'a folder that others may replace',
    () => {
      path = join(folder, 'in', 'http.sock')
      chmodSync(folder, 0o777)
    },
    /others may replace/,
  ],
])('%s is in the way', (_, put, why) => {
  mkdirSync(folder, { mode: 0o700 })
  put()
  const said = refused()
  expect(said).toMatch(/^2 error: /)
  expect(said).toMatch(why)
  expect(said).toContain('next: Name a path in a folder that is yours alone')
})

test.each([['unix:relative'], ['unix:/folder/'], [`unix:/${'x'.repeat(107)}`]])('%s is no place', (where) => {
  const { status, stderr } = home.sallyport('serve', '--listen', where)
  expect([status, stderr]).toEqual([2, expect.stringContaining('--listen wants HOST:PORT or unix:/PATH')])
})
