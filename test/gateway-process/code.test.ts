// What the gateway keeps of its compiled code between starts, and that none of it is believed when it should not be.
import { chmodSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Home } from '../real/home.ts'
import { closeHome, gatewayHome, gatewaysOf, openClient, textOf, until } from './place.ts'

const homes: Home[] = []
afterEach(async () => {
  for (const home of homes.splice(0)) await closeHome(home)
})

const placeOf = (home: Home): string => join(home.env['SALLYPORT_HOME']!, 'gateway/code')
const filesOf = (home: Home): string[] =>
  readdirSync(placeOf(home), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))

/** A gateway that was started, used and ended. */
async function used(home: Home): Promise<void> {
  const client = openClient(home, 'one')
  expect(textOf(await client.call(1, 'greet'))).toBe('hello')
  process.kill(gatewaysOf(home)[0]!, 'SIGTERM')
  await client.exit
  expect(await until(() => gatewaysOf(home).length === 0)).toBe(true)
}

function newHome(): Home {
  const home = gatewayHome()
  homes.push(home)
  return home
}

test('it is kept where nobody else can read or write', async () => {
  const home = newHome()
  await used(home)
  const files = filesOf(home)
  expect(files.length).toBeGreaterThan(0)
  const modes = files.map((file) => statSync(file).mode & 0o077)
  expect(modes).toEqual(files.map(() => 0))
  expect(statSync(placeOf(home)).mode & 0o777).toBe(0o700)
})

test.each<[string, (file: string) => void]>([
  ['cut', (file) => truncateSync(file, statSync(file).size >> 1)],
  ['empty', (file) => truncateSync(file)],
  [
    'changed in one byte',
    (file) => {
      const bytes = readFileSync(file)
      bytes[bytes.length >> 1]! ^= 1
      writeFileSync(file, bytes)
    },
  ],
])('what is %s is compiled anew', async (_, spoil) => {
  const home = newHome()
  await used(home)
  filesOf(home).forEach(spoil)
  await used(home)
})

test('nothing is kept where others could write', async () => {
  const home = newHome()
  await used(home)
  chmodSync(placeOf(home), 0o777)
  const before = filesOf(home)
  before.forEach((file) => truncateSync(file))
  await used(home)
  expect(filesOf(home).map((file) => statSync(file).size)).toEqual(before.map(() => 0))
})
