import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { bound } from '../../model/bounds.ts'
import { isNonce, type Mac, nonceAt } from './nonce.ts'

const under =
  (key: string): Mac =>
  (text) =>
    createHmac('sha256', key).update(text).digest('hex')
const mac = under('k')
const TURN = bound('proof-nonce-ms')

test.each<[string, string, boolean]>([
  ['of now', nonceAt(5 * TURN, mac), true],
  ['of before', nonceAt(5 * TURN - 1, mac), true],
  ['of before that', nonceAt(4 * TURN - 1, mac), false],
  ['of later', nonceAt(6 * TURN, mac), false],
  ['of another process', nonceAt(5 * TURN, under('l')), false],
  ['of half its length', nonceAt(5 * TURN, mac).slice(0, 32), false],
  ['of nothing', '', false],
])('the nonce %s', (_, given, is) => {
  expect(isNonce(given, 5 * TURN, mac)).toBe(is)
})

test('it is another one after a while, and can stand in a header', () => {
  expect(nonceAt(0, mac)).toBe(nonceAt(TURN - 1, mac))
  expect(nonceAt(TURN, mac)).not.toBe(nonceAt(TURN - 1, mac))
  expect(nonceAt(0, mac)).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]{32,}$/)
})
