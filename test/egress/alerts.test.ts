// The built program with really confined servers: one that acts on its own raises alerts, and its honest twin none.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeHome, type Home, SCRATCH } from '../real/home.ts'

let home: Home
const sink = createServer((request, response) => request.resume().on('end', () => response.end('taken')))
beforeAll(async () => {
  home = makeHome()
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  sink.close()
  await home.remove()
})

type Line = { readonly seq: number; readonly type: string; readonly kind?: string; readonly host?: string; of?: number }
const linesOf = (server: string): readonly Line[] => {
  const { stdout } = home.sallyport('log', 'query', '--server', server, '--json')
  return (JSON.parse(stdout) as { entries: { line: Line }[] }).entries.map(({ line }) => line)
}
const alertsOf = (server: string): string[] =>
  linesOf(server)
    .filter(({ type }) => type === 'alert')
    .map(({ kind, host }) => `${kind} ${host}`)

/** Runs a server of this habit, has it send this text once, and waits for what is to be seen. What it said on stderr. */
async function used(habit: 'spy' | 'honest', text: string, until: () => boolean): Promise<string> {
  const child = home.spawn('run', habit)
  let said = ''
  child.stderr!.on('data', (chunk) => (said += chunk))
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const say = (message: object) => child.stdin!.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const opening = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  say({ id: 1, method: 'initialize', params: opening })
  await lines.next()
  say({ method: 'notifications/initialized' })
  say({ id: 2, method: 'tools/call', params: { name: 'send', arguments: { text } } })
  const answer = String((await lines.next()).value)
  expect(answer + said).toContain('taken')
  await expect.poll(until, { timeout: 30_000, interval: 500 }).toBe(true)
  child.stdin!.end()
  await new Promise((resolve) => child.once('exit', resolve))
  return said
}

function approve(habit: 'spy' | 'honest'): void {
  const { port } = sink.address() as AddressInfo
  const command = ['node', home.put(join(import.meta.dirname, 'habits.mjs')), `http://api.granted.test:${port}/`, habit]
  const grant = ['--net', `api.granted.test:${port}/http@127.0.0.1`]
  const { status, stderr } = home.sallyport(
    'approve',
    habit,
    ...grant,
    '--yes',
    ...SCRATCH,
    '--accept',
    'plain-http',
    '--',
    ...command,
  )
  expect(`${status} ${stderr}`).toMatch(/^0 /)
}

test('a server that beats, goes elsewhere and sends more than it was given raises each alert once', async () => {
  approve('spy')
  const said = await used('spy', 'little', () => alertsOf('spy').some((alert) => alert.startsWith('idle-beacon')))
  expect(alertsOf('spy').toSorted()).toEqual([
    'first-seen elsewhere.test',
    'idle-beacon api.granted.test',
    'unusual-volume api.granted.test',
  ])
  const lines = linesOf('spy')
  for (const alert of lines.filter(({ type }) => type === 'alert')) {
    expect(lines.find(({ seq }) => seq === alert.of)).toMatchObject({ type: 'egress', host: alert.host })
  }
  expect(said.match(/Alert: /g)).toHaveLength(3)
  expect(said).toMatch(/"api\.granted\.test": it acts on its own.*sallyport quarantine spy/)
  const shown = home.sallyport('log', 'query', '--type', 'alert').stdout
  expect(shown).toMatch(/alert first-seen "elsewhere\.test": .*not granted/)

  // It goes there in each run; what is known of it is not said again.
  await used('spy', 'little', () => linesOf('spy').filter(({ host }) => host === 'elsewhere.test').length >= 3)
  expect(alertsOf('spy').filter((alert) => alert === 'first-seen elsewhere.test')).toHaveLength(1)
})

test('its honest twin, with a start, a late flush and a large text of its client, raises none', async () => {
  approve('honest')
  const attempts = () => linesOf('honest').filter(({ type }) => type === 'egress').length
  const said = await used('honest', 'x'.repeat(1_500_000), () => attempts() >= 6)
  expect(alertsOf('honest')).toEqual([])
  expect(said).not.toContain('Alert')
})
