// A replay of the log decides what the gateway decided, by the same set.
import { afterEach, expect, test } from 'vitest'
import type { Line } from '../../src/core/evidence/chain.ts'
import type { JsonObject } from '../../src/core/model/json.ts'
import type { Label } from '../../src/core/model/session.ts'
import { cardNumber, githubToken, privateKey } from '../../src/core/rules/message/sensitive-samples.ts'
import { Following } from '../../src/flows/following/following.ts'
import { replay } from '../../src/flows/policy/replay.ts'
import { shipped } from '../policy/world.ts'
import { call } from './echo.ts'
import { type Guarded, guarded } from './harness.ts'

const open: Guarded[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()))
})

const TOLD = 'The phrase of the vault in Turku: nine herons over a frozen canal'
const CALLS: readonly JsonObject[] = [
  { text: 'nothing in particular' },
  { text: `use ${githubToken()}` },
  { text: `card ${cardNumber()}` },
  { text: privateKey() },
  { text: TOLD },
]

const SENDS = { echo: { effect: 'send', reason: '' } } as const
const READS = { echo: { effect: 'read', reason: '' } } as const

test.each([
  ['a reader in a clean conversation', READS, [], ['allow', 'allow', 'ask', 'deny', 'allow']],
  ['a sender after words of strangers', SENDS, ['untrusted'], ['allow', 'allow', 'ask', 'deny', 'ask']],
  ['a sender that is passed a secret', SENDS, ['secret'], ['allow', 'allow', 'ask', 'deny', 'deny']],
  ['a sender where private and untrusted met', SENDS, ['private', 'untrusted'], ['ask', 'ask', 'ask', 'deny', 'ask']],
] as const)('%s', async (_, effects, labels: readonly Label[], wanted) => {
  const following = new Following({ isShared: true })
  if (labels.length > 0) following.hear([TOLD], { server: 'vault', item: 'read', session: 'v', seq: 1, labels })
  const client = await guarded('plain', 'plain', { following, effects })
  open.push(client)
  await client.open()
  for (const given of CALLS) await call(client, given)
  const lines = client.events.map((event, seq): Line => ({ ...event, seq, at: '2026-12-01T10:00:00.000Z', prev: '' }))
  const asked = lines.filter(
    (line) => line.type === 'message' && line.kind === 'request' && line.method === 'tools/call',
  )
  expect(asked.map((line) => line.type === 'message' && line.decision)).toEqual(wanted)
  expect(JSON.stringify(asked)).not.toContain(githubToken())
  expect(replay(lines, shipped('balanced'), { pins: { fixture: client.pin } }, 'tester').changed).toEqual([])
})
