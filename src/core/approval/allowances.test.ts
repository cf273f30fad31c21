import { expect, test } from 'vitest'
import { bound } from '../model/bounds.ts'
import { Allowances } from './allowances.ts'
import type { Scope } from './question.ts'

const START = { monotonic: 1_000, wall: 5_000_000 }
const after = (monotonic: number, wall = monotonic) => ({
  monotonic: START.monotonic + monotonic,
  wall: START.wall + wall,
})
function allowing(scope: Scope): Allowances {
  const allowances = new Allowances()
  allowances.allow({ binding: 'b', statements: ['one', 'two'], scope }, START)
  return allowances
}

test.each<[string, Scope, ReturnType<typeof after>, boolean]>([
  ['for a time before its end', 10_000, after(9_999), true],
  ['for a time at its end', 10_000, after(10_000), false],
  ['for a time when the clock was set back', 10_000, after(10_000, -86_400_000), false],
  ['for a time when the machine slept', 10_000, after(1, 10_000), false],
  ['for the session, much later', 'session', after(86_400_000), true],
  ['once, at once', 'once', after(0), true],
  ['once and not used', 'once', after(bound('approval-once-ms')), false],
])('%s: whether it covers', (_, scope, at, covers) => {
  expect(allowing(scope).covering('b', ['one'], at) !== null).toBe(covers)
})

test('what has ended does not come back with the clock', () => {
  const allowances = allowing(10_000)
  expect(allowances.covering('b', ['one'], after(1, 10_000))).toBeNull()
  expect(allowances.covering('b', ['one'], after(2, 2))).toBeNull()
})

test.each<[Scope, boolean]>([
  ['once', false],
  ['session', true],
  [10_000, true],
])('whether %s covers once more after it was used', (scope, covers) => {
  const allowances = allowing(scope)
  allowances.use(allowances.covering('b', ['one'], START)!)
  expect(allowances.covering('b', ['one'], START) !== null).toBe(covers)
})

test('another call is not covered, nor one that a further statement asks about', () => {
  const allowances = allowing('session')
  expect(allowances.covering('c', ['one'], START)).toBeNull()
  expect(allowances.covering('b', ['one', 'three'], START)).toBeNull()
  expect(allowances.covering('b', ['two', 'one'], START)).not.toBeNull()
})

test('the oldest of too many is forgotten', () => {
  const allowances = allowing('session')
  for (let count = 0; count < bound('approvals-kept'); count += 1) {
    expect(allowances.covering('b', ['one'], START)).not.toBeNull()
    allowances.allow({ binding: `${count}`, statements: ['one'], scope: 'session' }, START)
  }
  expect(allowances.covering('b', ['one'], START)).toBeNull()
})
