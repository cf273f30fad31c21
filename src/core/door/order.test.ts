import { expect, test } from 'vitest'
import { bound } from '../model/bounds.ts'
import { decodeOrder, decodeTold, encodeOrder, encodeTold, type Order } from './order.ts'

const KEY = 'ab'.repeat(32)
const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))

test.each<Order>([
  { order: 'unlock', key: KEY, ms: 60_000 },
  { order: 'lock' },
  { order: 'state' },
  { order: 'sessions' },
  { order: 'clear', session: '3f2a' },
])('what is asked is heard: $order', (order) => {
  expect(decodeOrder(encodeOrder(order))).toEqual(order)
})

test.each([
  ['no JSON', Buffer.from('{')],
  ['a list', bytes(['lock'])],
  ['an order that nobody knows', bytes({ order: 'read' })],
  ['a member too many', bytes({ order: 'lock', key: KEY })],
  ['no key', bytes({ order: 'unlock', ms: 1 })],
  ['a short key', bytes({ order: 'unlock', key: 'ab', ms: 1 })],
  ['no session', bytes({ order: 'clear' })],
  ['a session that is no id of ours', bytes({ order: 'clear', session: '../x' })],
  ['no time at all', bytes({ order: 'unlock', key: KEY, ms: 0 })],
  ['a time that is too long', bytes({ order: 'unlock', key: KEY, ms: bound('unlocked-ms') + 1 })],
])('refused: %s', (_, said) => {
  expect(decodeOrder(said)).toBeNull()
})

test.each([
  [{ untilMs: 5, refused: null }, true],
  [{ untilMs: null, refused: 'the key is another' }, true],
  [{ untilMs: -1, refused: null }, false],
  [{ untilMs: null }, false],
])('an answer %j: %s', (told, isOne) => {
  expect(decodeTold(isOne ? encodeTold(told as never) : bytes(told))).toEqual(isOne ? told : null)
})
