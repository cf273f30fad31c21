// Doors and the gateway process as they are started in earnest: what they share, what they keep apart, and how each of them ends.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callLine } from '../real/folder.ts'
import type { Home } from '../real/home.ts'
import { type Client, closeHome, gatewayHome, gatewaysOf, marked, openClient, textOf, until } from './place.ts'

let home: Home
const clients: Client[] = []
beforeAll(() => {
  home = gatewayHome()
})
afterAll(() => closeHome(home))

const open = (name: string, env?: Record<string, string>): Client => {
  const client = openClient(home, name, env)
  clients.push(client)
  return client
}

type Guard = { readonly pid: number; readonly serverPid: number }
const guards = (): readonly Guard[] => {
  const { rows } = JSON.parse(home.sallyport('status', '--json').stdout) as { rows: { guards: Guard[] }[] }
  return rows.flatMap((row) => row.guards)
}

const sessionsInLog = (): ReadonlySet<string> => {
  const lines = home.sallyport('log', 'query', '--json').stdout
  return new Set([...lines.matchAll(/"clientSession":\s*"([^"]+)"/g)].map(([, id]) => id!))
}

test('two servers of one client share one gateway and one session, and `status` shows both', async () => {
  const [one, two] = [open('one'), open('two')]
  expect([textOf(await one.call(1, 'greet')), textOf(await two.call(1, 'greet'))]).toEqual(['hello', 'hello'])
  const found = guards()
  expect(found).toHaveLength(2)
  expect(new Set(found.map(({ pid }) => pid))).toEqual(new Set(gatewaysOf(home)))
  expect(sessionsInLog().size).toBe(1)
  for (const client of [one, two]) client.run.stdin!.end()
  expect(await Promise.all([one.exit, two.exit])).toEqual([0, 0])
  expect(guards()).toEqual([])
})

test('the values of one door reach its own server alone, and never the gateway', async () => {
  const value = `value-${process.pid}`
  const [one, two, bare] = [open('one', { FOLDER_MODE: value }), open('two', { FOLDER_MODE: 'other' }), open('two')]
  const told = await Promise.all([one, two, bare].map(async (client) => textOf(await client.call(1, 'mode'))))
  expect(told).toEqual([value, 'other', 'unset'])
  for (const pid of gatewaysOf(home)) expect(readFileSync(`/proc/${pid}/environ`, 'latin1')).not.toContain(value)
  for (const client of [one, two, bare]) client.run.stdin!.end()
  await Promise.all([one.exit, two.exit, bare.exit])
})

test('an answer that is larger than the window arrives whole', async () => {
  const client = open('one')
  expect(textOf(await client.call(1, 'fill', { megabytes: 5 }))).toHaveLength(5 * 1024 ** 2)
  client.run.stdin!.end()
  expect(await client.exit).toBe(0)
})

test('a door that is killed takes its server with it, and no other', async () => {
  const [killed, kept] = [open('one'), open('two')]
  const marker = `door-${process.pid}`
  await killed.call(1, 'daemon', { marker })
  await kept.call(1, 'greet')
  expect(await until(() => marked(marker).length > 0)).toBe(true)
  killed.run.kill('SIGKILL')
  expect(await until(() => marked(marker).length === 0)).toBe(true)
  expect(textOf(await kept.call(2, 'greet'))).toBe('hello')
  kept.run.stdin!.end()
  await kept.exit
})

test('a door that is told to end leaves by the front', async () => {
  const client = open('one')
  await client.call(1, 'greet')
  client.run.kill('SIGTERM')
  expect(await client.exit).toBe(0)
})

test('quarantine stops a server in the gateway, and its client is told', async () => {
  const client = open('two')
  await client.call(1, 'greet')
  client.write(callLine(2, 'wait'))
  expect(home.sallyport('quarantine', 'two', '--reason', 'test').status).toBe(0)
  expect((await client.answer(2)).error?.message).toContain('quarantined')
  expect(await client.exit).toBe(1)
  expect(home.sallyport('release', 'two', '--yes').status).toBe(0)
})

test('what may not run is refused through the gateway as without it', async () => {
  const client = open('three')
  expect((await client.answer(0)).error).toMatchObject({ data: { code: 'not-approved' } })
  expect(await client.exit).toBe(1)
  expect(client.said()).toContain('No approved server is called "three"')
})

test('a gateway that is killed takes all sandboxes with it; clients are told, and the next door starts another', async () => {
  const [one, two] = [open('one'), open('two')]
  const marker = `gateway-${process.pid}`
  await one.call(1, 'daemon', { marker })
  await two.call(1, 'greet')
  one.write(callLine(2, 'wait'))
  expect(await until(() => marked(marker).length > 0)).toBe(true)
  const [pid] = gatewaysOf(home)
  process.kill(pid!, 'SIGKILL')
  expect((await one.answer(2)).error).toMatchObject({ data: { code: 'gateway-lost' } })
  expect(await Promise.all([one.exit, two.exit])).toEqual([2, 2])
  expect(two.said()).toContain('gateway process')
  expect(await until(() => marked(marker).length === 0)).toBe(true)
  const next = open('one')
  expect(textOf(await next.call(1, 'greet'))).toBe('hello')
  expect(gatewaysOf(home)).not.toContain(pid)
  next.run.stdin!.end()
  await next.exit
})
