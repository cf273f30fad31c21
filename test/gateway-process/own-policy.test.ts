// A person's own policy set changes while the gateway process runs: every guard in it takes what is signed.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readOwnPolicy } from '../../src/io/store/policy-file.ts'
import { signPolicy } from '../../src/io/store/policy-signature.ts'
import type { Home } from '../real/home.ts'
import { type Answer, type Client, closeHome, CONFIG, gatewayHome, openClient, until } from './place.ts'

const ALL = '@id("all") permit (principal, action, resource);\n'
const NO_CALLS = `${ALL}@id("no-calls") @why("nothing is called") forbid (principal, action == Action::"tools/call", resource);\n`

let home: Home
let clients: Client[]
let ids = 0
const config = (): string => home.env['SALLYPORT_HOME']!
const put = (text: string): void => writeFileSync(join(config(), 'policy.cedar'), text, { mode: 0o600 })
const call = (client: Client): Promise<Answer> => client.call((ids += 1), 'greet')

beforeEach(() => {
  home = gatewayHome()
  put(ALL)
  writeFileSync(join(config(), 'config.yaml'), `${CONFIG}policy: own\n`, { mode: 0o600 })
  clients = ['one', 'two'].map((name) => openClient(home, name))
})
afterEach(async () => {
  for (const client of clients) client.run.stdin!.end()
  await Promise.all(clients.map(({ exit }) => exit))
  await closeHome(home)
})

test('what is signed counts for all of them, and what is not for none', async () => {
  for (const client of clients) expect(await call(client)).toHaveProperty('result')
  put(NO_CALLS)
  expect(await until(() => clients.every((client) => client.said().includes('the changed policy is not taken')))).toBe(
    true,
  )
  for (const client of clients) expect(await call(client)).toHaveProperty('result')
  await signPolicy(
    { keys: join(config(), 'keys'), state: config() },
    join(config(), 'policy.cedar'),
    await readOwnPolicy(config()),
  )
  expect(await until(() => clients.every((client) => client.said().includes('The changed policy is in force')))).toBe(
    true,
  )
  for (const client of clients)
    expect(await call(client)).toMatchObject({ error: { message: expect.stringContaining('nothing is called') } })
})
