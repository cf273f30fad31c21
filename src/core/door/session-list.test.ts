import { expect, test } from 'vitest'
import { bound } from '../model/bounds.ts'
import type { SessionShown } from '../model/session.ts'
import { decodeSessions, encodeSessions } from './session-list.ts'

const ONE: SessionShown = {
  id: '3f2a',
  client: 4711,
  servers: ['crm', 'mail'],
  exposed: [{ label: 'private', server: 'crm', item: 'read_rows' }],
}

test('what is told is heard', () => {
  expect(decodeSessions(encodeSessions([ONE])!)).toEqual([ONE])
})

test('more than its bound is not told', () => {
  const servers = ['x'.repeat(bound('door-told-bytes'))]
  expect(encodeSessions([{ ...ONE, servers }])).toBeNull()
})

test.each([
  ['no JSON', '['],
  ['no list', '{}'],
  ['no id', JSON.stringify([{ ...ONE, id: 1 }])],
  ['no client', JSON.stringify([{ ...ONE, client: 'x' }])],
  ['servers that are no texts', JSON.stringify([{ ...ONE, servers: [1] }])],
  ['an exposure without its server', JSON.stringify([{ ...ONE, exposed: [{ label: 'private', item: '' }] }])],
])('refused: %s', (_, said) => {
  expect(decodeSessions(Buffer.from(said))).toBeNull()
})
