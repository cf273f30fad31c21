// When a gateway process begins and when it ends.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { meetingFolder, startLock } from '../../src/flows/gateway-process/meeting-folder.ts'
import type { Home } from '../real/home.ts'
import { closeHome, gatewayHome, gatewaysOf, openClient, textOf, until } from './place.ts'

const homes: Home[] = []
afterEach(async () => {
  for (const home of homes.splice(0)) await closeHome(home)
})
const newHome = (config?: string): Home => {
  const home = gatewayHome(config)
  homes.push(home)
  return home
}

/** Afterwards all is there that a gateway leaves. */
async function useAndEnd(home: Home, signal: NodeJS.Signals): Promise<void> {
  const client = openClient(home, 'one')
  await client.call(1, 'greet')
  for (const pid of gatewaysOf(home)) process.kill(pid, signal)
  await client.exit
  expect(await until(() => gatewaysOf(home).length === 0)).toBe(true)
}

test.each<[string, NodeJS.Signals | null]>([
  ['that never ran', null],
  ['that has ended', 'SIGTERM'],
  ['that was killed', 'SIGKILL'],
])('five doors at once start one %s', async (_, signal) => {
  const home = newHome()
  if (signal !== null) await useAndEnd(home, signal)
  const doors = ['one', 'two', 'one', 'two', 'one'].map((name) => openClient(home, name))
  const told = await Promise.all(doors.map(async (door) => textOf(await door.call(1, 'greet'))))
  expect(told).toEqual(Array.from({ length: 5 }, () => 'hello'))
  expect(gatewaysOf(home)).toHaveLength(1)
  for (const { run } of doors) run.stdin!.end()
  await Promise.all(doors.map(({ exit }) => exit))
})

test.each(['runIn: itself', '"runIn": "itself" # as typed by hand'])('none is started for `%s`', async (line) => {
  const home = newHome()
  await useAndEnd(home, 'SIGTERM')
  writeFileSync(join(home.folder, 'state', 'config.yaml'), `yes: allow\n${line}\n`)
  const client = openClient(home, 'one')
  expect(textOf(await client.call(1, 'greet'))).toBe('hello')
  expect(gatewaysOf(home)).toEqual([])
  client.run.stdin!.end()
  expect(await client.exit).toBe(0)
})

test('settings that cannot be read are refused, and keep nobody from starting one after', async () => {
  const home = newHome()
  const config = join(home.folder, 'state', 'config.yaml')
  const good = readFileSync(config, 'utf8')
  await useAndEnd(home, 'SIGTERM')
  writeFileSync(config, 'runIn: nowhere\n')
  const client = openClient(home, 'one')
  expect((await client.answer(0)).error).toMatchObject({ data: { code: 'config-invalid' } })
  expect(await client.exit).toBe(2)
  expect(await until(() => gatewaysOf(home).length === 0)).toBe(true)
  writeFileSync(config, good)
  const after = openClient(home, 'one')
  expect(textOf(await after.call(1, 'greet'))).toBe('hello')
  after.run.stdin!.end()
  expect(await after.exit).toBe(0)
})

test('a client whose working folder is gone is told so, and keeps nobody from starting one after', async () => {
  const home = newHome()
  await useAndEnd(home, 'SIGTERM')
  const inNoFolder = ['sh', '-c', 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', 'sh']
  const client = openClient(home, 'one', {}, inNoFolder)
  expect((await client.answer(0)).error).toMatchObject({ data: { code: 'disk-failed' } })
  expect(existsSync(startLock(meetingFolder({ state: home.env['SALLYPORT_HOME']! })))).toBe(false)
  expect(await client.exit).toBe(2)
  const after = openClient(home, 'one')
  expect(textOf(await after.call(1, 'greet'))).toBe('hello')
  after.run.stdin!.end()
  expect(await after.exit).toBe(0)
})

test('it ends when it was not needed for a while, and not before', async () => {
  const home = newHome('gatewayIdle: 1\n')
  const client = openClient(home, 'one')
  await client.call(1, 'greet')
  const [pid] = gatewaysOf(home)
  // Longer than the idle time: a door that is open keeps it.
  await until(() => false, 2_000)
  expect(gatewaysOf(home)).toEqual([pid])
  client.run.stdin!.end()
  expect(await client.exit).toBe(0)
  expect(await until(() => gatewaysOf(home).length === 0)).toBe(true)
})

test('told to end, it ends its servers as when their clients leave', async () => {
  const home = newHome()
  const client = openClient(home, 'one')
  await client.call(1, 'greet')
  process.kill(gatewaysOf(home)[0]!, 'SIGTERM')
  expect(await client.exit).toBe(0)
  expect(await until(() => gatewaysOf(home).length === 0)).toBe(true)
})

test('a second one sees that it is not needed', async () => {
  const home = newHome()
  const client = openClient(home, 'one')
  await client.call(1, 'greet')
  expect(home.sallyport('gateway')).toMatchObject({
    status: 0,
    stderr: 'sallyport: A gateway of this version runs already.\n',
  })
  client.run.stdin!.end()
  await client.exit
})

test('after the key has changed, doors meet at another one; who runs goes on', async () => {
  const home = newHome()
  const old = openClient(home, 'one')
  await old.call(1, 'greet')
  rmSync(join(home.folder, 'state', 'keys', 'gateway.key'))
  const other = openClient(home, 'two')
  expect(textOf(await other.call(1, 'greet'))).toBe('hello')
  expect(gatewaysOf(home)).toHaveLength(2)
  expect(textOf(await old.call(2, 'greet'))).toBe('hello')
  for (const { run } of [old, other]) run.stdin!.end()
  expect(await Promise.all([old.exit, other.exit])).toEqual([0, 0])
})
