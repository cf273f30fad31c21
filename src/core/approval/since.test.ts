import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { bound } from '../model/bounds.ts'
import type { Json } from '../model/json.ts'
import { changesSince, keyOf, readRemembered, type Remembered, withAllowed, writeRemembered } from './since.ts'
import type { Mac } from './seal.ts'

const mac: Mac = (text) => createHmac('sha256', 'k').update(text).digest('hex')
const other: Mac = (text) => createHmac('sha256', 'l').update(text).digest('hex')
const call = (given: Json, item = 'send') => ({
  method: 'tools/call',
  item,
  passed: JSON.stringify({ name: item, arguments: given }),
})
const BY = { at: '2026-01-01T00:00:00.000Z', by: 'ada', scope: 'once' } as const
const since = (was: Json, is: Json): readonly string[] =>
  changesSince(call(is), withAllowed({}, call(was), BY, mac)[keyOf(call(is))], mac)

const BEFORE = 'allowed last 2026-01-01T00:00:00.000Z by ada, this once'

test('what nobody allowed before is said to be the first', () => {
  expect(changesSince(call({}), undefined, mac)).toEqual(['the first time: nobody allowed a call of this before'])
})

test.each<[string, Json, Json, string[]]>([
  ['nothing', { to: 'kim' }, { to: 'kim' }, [`${BEFORE}, with the same values`]],
  ['one value', { to: 'kim', n: 1 }, { to: 'eve', n: 1 }, [`${BEFORE}; since then`, '! /to was "kim", and is "eve"']],
  ['how it is written', { n: '1' }, { n: 1 }, [`${BEFORE}; since then`, '! /n was "1", and is 1']],
  ['one more', { a: 1 }, { a: 1, b: [2] }, [`${BEFORE}; since then`, '! /b/0 is new: 2']],
  ['one less', { a: 1, b: 2 }, { a: 1 }, [`${BEFORE}; since then`, '! /b is gone, it was 2']],
  [
    'no word of a line of ours',
    { a: 'x' },
    { a: 'x\n! /b was 1' },
    [`${BEFORE}; since then`, String.raw`! /a was "x", and is "x\n! /b was 1"`],
  ],
  [
    'a long text',
    { a: 'x'.repeat(500) },
    { a: 'y'.repeat(500) },
    [`${BEFORE}; since then`, '! /a was a value that is long or secret, and is a value that is long or secret'],
  ],
])('%s has changed', (_, was, is, lines) => {
  expect(since(was, is)).toEqual(lines)
})

test('a secret is neither kept nor shown, and that it changed is seen', () => {
  const [one, two] = ['M4ple-rIver&7', 'M4ple-rIver&8'].map((password) => ({ password }))
  const kept = withAllowed({}, call(one!), BY, mac)
  expect(JSON.stringify(kept)).not.toContain('rIver')
  const lines = changesSince(call(two!), kept[keyOf(call({}))], mac)
  expect(lines[1]).toBe('! /password was a value that is long or secret, and is a value that is long or secret')
})

test('of many differences the first are said, and how many more there are', () => {
  const many = (value: number): Json => Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, value]))
  expect(since(many(1), many(2)).at(-1)).toBe('! and 18 more values differ')
})

test('past the bound of values a change is still seen', () => {
  const many = (last: number): Json => [...Array.from({ length: bound('approval-values') }, () => 0), last]
  expect(since(many(1), many(2))).toContain('! (others) was 1 more values, and is 1 more values')
})

test('only so many items are remembered, and the one that was allowed longest ago is forgotten', () => {
  let known: Remembered = {}
  for (let n = 0; n <= bound('approvals-remembered'); n += 1) known = withAllowed(known, call({}, `t${n}`), BY, mac)
  expect([known['tools/call t0'], Object.keys(known).length]).toEqual([undefined, bound('approvals-remembered')])
})

test('what is kept is read again, and only for its server and under its key', () => {
  const known = withAllowed({}, call({ a: 1 }), BY, mac)
  const text = writeRemembered('mail', known, mac)
  expect(readRemembered(text, 'mail', mac)).toEqual(known)
  expect(readRemembered(text, 'bank', mac)).toBeNull()
  expect(readRemembered(text, 'mail', other)).toBeNull()
  expect(readRemembered(text.replace('ada', 'eve'), 'mail', mac)).toBeNull()
})
