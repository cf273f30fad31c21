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
