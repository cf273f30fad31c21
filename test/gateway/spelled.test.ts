// What another server told is known on its way out also where a model writes it otherwise: into names, as numbers, backwards.
import { afterEach, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/model/json.ts'
import { Following } from '../../src/flows/following/following.ts'
import { type Guarded, guarded } from './harness.ts'

const open: Guarded[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
})

const TOLD = 'The phrase of the vault in Turku: nine herons over a frozen canal'
const OTHER = 'We meet at the harbour on Friday, and Kim brings the boat and bread'

const SPELLINGS: readonly (readonly [how: string, spell: (text: string) => JsonObject])[] = [
  ['as it is', (text) => ({ data: text })],
  ['backwards', (text) => ({ data: text.split('').toReversed().join('') })],
  ['in a list of numbers', (text) => ({ data: [...Buffer.from(text)] })],
  ['in lists of numbers further inside', (text) => ({ data: [{ row: [...Buffer.from(text)] }] })],
  ['in the names of members', (text) => ({ data: namesOf(text.replaceAll(/\W/g, '_')) })],
  ['in such names in base64', (text) => ({ data: namesOf(Buffer.from(text).toString('base64url')) })],
]
const namesOf = (text: string): JsonObject =>
  Object.fromEntries((text.match(/.{1,20}/g) ?? []).map((part): [string, boolean] => [part, true]))

test.each(SPELLINGS)('a secret of another server %s is not sent, and other words are', async (_, spell) => {
  const following = new Following({ isShared: true })
  following.hear([TOLD], { server: 'vault', item: 'read', session: 'v', seq: 1, labels: ['secret', 'from:vault'] })
  const client = await guarded('plain', 'plain', { following, setEffects: { echo: 'send' } })
  open.push(client)
  await client.open()
  const send = (text: string) => client.request('tools/call', { name: 'echo', arguments: spell(text) })
  expect(await send(OTHER)).toHaveProperty('result')
  expect(await send(TOLD)).toHaveProperty('error')
  const refused = client.events.filter((event) => event.type === 'message' && event.decision === 'deny')
  expect(refused).toEqual([
    expect.objectContaining({ policy: expect.objectContaining({ statements: ['secret-carried'] }) as unknown }),
  ])
})

const ROW = [4711, 141_250.5, 20_418.9, 1204.25]

test.each<[string, JsonObject]>([
  ['as numbers', { data: [ROW] }],
  ['as numbers by name', { data: { id: 4711, pay: 141_250.5, bonus: 20_418.9, rest: 1204.25 } }],
  ['as a text', { data: ROW.join(' | ') }],
])('numbers that another server told as a secret are not sent %s, and other numbers are', async (_, passed) => {
  const following = new Following({ isShared: true })
  const source = { server: 'vault', item: 'read', session: 'v', seq: 1, labels: ['secret', 'from:vault'] } as const
  following.hear([ROW.join(' ')], source)
  const client = await guarded('plain', 'plain', { following, setEffects: { echo: 'send' } })
  open.push(client)
  await client.open()
  const send = (given: JsonObject) => client.request('tools/call', { name: 'echo', arguments: given })
  expect(await send({ data: [[4711, 98_211.75, 311.05, 77_120]] })).toHaveProperty('result')
  expect(await send({ data: Array.from({ length: 40 }, (__, at) => at) })).toHaveProperty('result')
  expect(await send(passed)).toHaveProperty('error')
})
