import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { isSame } from '../canon/same-bytes.ts'
import { answerTo, meetingPlace, type Nonce, proofFor, type Secret } from './handshake.ts'

const secret = (key: string, version = '1.0.0'): Secret => ({
  mac: (text) => createHmac('sha256', key).update(text).digest('hex'),
  version,
})
const nonce = (byte: number): Nonce => new Uint8Array(32).fill(byte)
const OWN = secret('ours')

/** Both sides in turn; what each makes of the other. */
function meet(door: Secret, gateway: Secret) {
  const heard = answerTo(nonce(1), nonce(2), gateway)!
  const proof = proofFor(heard.answer, nonce(1), door)
  return { trusted: proof !== null, admitted: proof !== null && isSame(proof, heard.expected) }
}

test.each([
  ['the same key and version', OWN, OWN, true],
  ['a gateway with another key', OWN, secret('theirs'), false],
  ['a gateway of another version', OWN, secret('ours', '1.0.1'), false],
])('%s', (_, door, gateway, isMet) => {
  expect(meet(door, gateway)).toEqual({ trusted: isMet, admitted: isMet })
})

test('a proof is worth nothing at another nonce of the gateway', () => {
  const first = answerTo(nonce(1), nonce(2), OWN)!
  const proof = proofFor(first.answer, nonce(1), OWN)!
  const second = answerTo(nonce(1), nonce(3), OWN)!
  expect(isSame(proof, second.expected)).toBe(false)
})

test('an answer is worth nothing at another call', () => {
  const { answer } = answerTo(nonce(1), nonce(2), OWN)!
  expect(proofFor(answer, nonce(4), OWN)).toBeNull()
})

test('the proof of the gateway, turned back, is not that of a door', () => {
  const { answer, expected } = answerTo(nonce(1), nonce(2), OWN)!
  expect(isSame(answer.subarray(32), expected)).toBe(false)
})

test('a nonce that is repeated to its own side is refused', () => {
  expect(answerTo(nonce(2), nonce(2), OWN)).toBeNull()
  const { answer } = answerTo(nonce(1), nonce(2), OWN)!
  expect(proofFor(answer, nonce(2), OWN)).toBeNull()
})

test.each([
  ['an answer that is too short', new Uint8Array(63)],
  ['an answer that is too long', new Uint8Array(65)],
])('%s', (_, answer) => {
  expect(proofFor(answer, nonce(1), OWN)).toBeNull()
})

test.each([
  ['equal', [1, 2, 3], [1, 2, 3], true],
  ['the last differs', [1, 2, 3], [1, 2, 4], false],
  ['the first differs', [9, 2, 3], [1, 2, 3], false],
  ['shorter', [1, 2], [1, 2, 3], false],
])('compared: %s', (_, given, expected, same) => {
  expect(isSame(Uint8Array.from(given), Uint8Array.from(expected))).toBe(same)
})

test('another key or version meets at another place', () => {
  const places = [OWN, secret('theirs'), secret('ours', '1.0.1')].map(meetingPlace)
  expect(new Set(places).size).toBe(3)
})
