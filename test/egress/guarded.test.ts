// The built program: hosts are approved, reached while the server runs, and each attempt stands in the log beside the calls.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeHome, type Home, SCRATCH } from '../real/home.ts'

let home: Home
const sink = createServer((request, response) => response.end(`page for ${request.headers.host}`))
beforeAll(async () => {
  home = makeHome()
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  sink.close()
  await home.remove()
})

type Line = { readonly type: string; readonly host?: string; readonly calls?: string[]; readonly exchange?: string }

test('a call and a beacon are told apart by the calls in flight, and the beacon reaches nothing', async () => {
  const { port } = sink.address() as AddressInfo
  const label = ['exfil', 'trated'].join('')
  const command = ['node', home.put(join(import.meta.dirname, 'beacon.mjs')), `http://api.granted.test:${port}/`, label]
  const grant = ['--net', `api.granted.test:${port}/http@127.0.0.1`]
  const approved = home.sallyport(
    'approve',
    'beacon',
    ...grant,
    '--yes',
    ...SCRATCH,
    '--accept',
    'plain-http',
    '--',
    ...command,
  )
  expect(`${approved.status} ${approved.stderr}`).toMatch(/^0 /)
  expect(approved.stderr + approved.stdout).toContain(`"api.granted.test" port ${port}, which is "127.0.0.1"`)

  const child = home.spawn('run', 'beacon')
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const say = (message: object) => child.stdin!.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const opening = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  say({ id: 1, method: 'initialize', params: opening })
  await lines.next()
  say({ method: 'notifications/initialized' })
  say({ id: 2, method: 'tools/call', params: { name: 'fetch', arguments: {} } })
  expect(String((await lines.next()).value)).toContain(`page for api.granted.test:${port}`)

  const told = (): readonly Line[] => {
    const { stdout } = home.sallyport('log', 'query', '--json')
    return (JSON.parse(stdout) as { entries: { line: Line }[] }).entries.map(({ line }) => line)
  }
  await expect
    .poll(() => told().filter(({ host }) => host === `${label}.evil.test`).length, { timeout: 20_000 })
    .toBeGreaterThan(0)
  child.stdin!.end()
  await new Promise((resolve) => child.once('exit', resolve))

  const attempts = told().filter(({ type }) => type === 'egress')
  const call = told().find(({ type, exchange }) => type === 'message' && exchange !== undefined && exchange !== '')
  expect(call).toBeDefined()
  const asked = attempts.find(({ host }) => host === 'api.granted.test')
  expect(asked).toMatchObject({
    server: 'beacon',
    port,
    verdict: 'allow',
    calls: [expect.stringMatching(/^upstream-\d+$/)],
  })
  const beacon = attempts.find(({ host }) => host === `${label}.evil.test`)
  expect(beacon).toMatchObject({ server: 'beacon', port: 53, verdict: 'deny', calls: [] })
  expect(home.sallyport('log', 'query').stdout).toContain('no call in flight')
})
