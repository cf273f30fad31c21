import { expect, test } from 'vitest'
import { bound } from '../../../core/model/bounds.ts'
import type { Decision } from '../../../core/model/decision.ts'
import type { EventBody } from '../../../core/evidence/event.ts'
import { askedIfUndeclared, Done } from './done.ts'

type Effect = Parameters<Done['began']>[2]['effect']

function place() {
  const at = { changes: 0, now: 0 }
  const told: EventBody[] = []
  const said: string[] = []
  const done = new Done({
    ...{ server: 'notes', session: 's', say: (line) => void said.push(line), now: () => at.now },
    record: (event) => told.push(event),
    changes: {
      watchCall: () => undefined,
      seen: () => at.changes,
      settled: async () => at.changes,
      watched: Promise.resolve(),
    },
  })
  const call = async (
    tool: string,
    { changes = 0, effect = 'read', others = 0, joins = false }: Partial<Called> = {},
  ): Promise<void> => {
    done.began('1', tool, { effect, others: () => others, of: 7 })
    at.changes += changes
    if (joins) done.joined()
    const asides: Promise<void>[] = []
    done.ended('1', (work) => void asides.push(work))
    await Promise.all(asides)
  }
  return { at, told, said, done, call }
}
type Called = { changes: number; effect: Effect; others: number; joins: boolean }

test.each<[string, Partial<Called>, boolean]>([
  ['that changes a file', { changes: 1 }, true],
  ['that changes none', {}, false],
  ['beside another one', { changes: 1, others: 1 }, false],
  ['in which another one begins', { changes: 1, joins: true }, false],
  ['of a tool that is expected to write', { changes: 1, effect: 'write' }, false],
])('a call %s', async (_, how, wrote) => {
  const { done, call, told, said } = place()
  await call('show', how)
  expect([done.wrote('show'), told.length, said.length]).toEqual([wrote, wrote ? 1 : 0, wrote ? 1 : 0])
})

test('what a call that writes left behind is no doing of the next one, until it is quiet', async () => {
  const { at, done, call } = place()
  await call('save', { changes: 1, effect: 'write' })
  await call('show', { changes: 1 })
  expect(done.wrote('show')).toBe(false)
  at.now += bound('alert-quiet-ms')
  await call('show', { changes: 1 })
  expect(done.wrote('show')).toBe(true)
})

test('what comes after a call waits until it is known what that did', async () => {
  const counted = Promise.withResolvers<number>()
  const done = new Done({
    ...{ server: 'notes', session: 's', say: () => undefined, now: () => 0, record: () => 1 },
    changes: { watchCall: () => undefined, seen: () => 0, settled: () => counted.promise, watched: Promise.resolve() },
  })
  await done.settling
  done.began('1', 'show', { effect: 'read', others: () => 0, of: 7 })
  done.ended('1', () => undefined)
  expect(done.settling).not.toBeNull()
  counted.resolve(1)
  await done.settling
  expect([done.settling, done.wrote('show')]).toEqual([null, true])
})

test('the first call waits until its folders are watched', async () => {
  const watched = Promise.withResolvers<void>()
  const done = new Done({
    ...{ server: 'notes', session: 's', say: () => undefined, now: () => 0, record: () => 1 },
    changes: { watchCall: () => undefined, seen: () => 0, settled: async () => 0, watched: watched.promise },
  })
  expect(done.settling).not.toBeNull()
  watched.resolve()
  await done.settling
  expect(done.settling).toBeNull()
})

test('an answer to something else does not end the watch', async () => {
  const { at, done, told } = place()
  const asides: Promise<void>[] = []
  const end = (key: string): void => done.ended(key, (work) => void asides.push(work))
  done.began('2', 'show', { effect: 'read', others: () => 0, of: 7 })
  end('1')
  at.changes += 1
  end('2')
  await Promise.all(asides)
  expect([done.wrote('show'), told.length]).toEqual([true, 1])
})

test('it is told once, with the call and what to type', async () => {
  const { done, call, told, said } = place()
  await call('show', { changes: 1 })
  await call('show', { changes: 1 })
  expect(done.wrote('show')).toBe(true)
  expect(told).toMatchObject([{ type: 'alert', kind: 'undeclared-effect', of: 7, server: 'notes' }])
  expect(said).toEqual([expect.stringContaining('`sallyport approve notes --effect "show"=write`')])
})

const decision = (effect: Decision['effect']): Decision => ({ effect, reasons: ['r'], obligations: [] })

test.each([
  ['allowed', 'allow', true, 'ask', ['needs-approval']],
  ['asked about anyway', 'ask', true, 'ask', ['r']],
  ['denied', 'deny', true, 'deny', ['r']],
  ['of a tool that wrote nothing', 'allow', false, 'allow', ['r']],
] as const)('a call that is %s', (_, effect, wrote, then, reasons) => {
  expect(askedIfUndeclared(decision(effect), wrote)).toMatchObject({ effect: then, reasons })
})
