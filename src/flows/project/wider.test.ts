import { expect, test } from 'vitest'
import { digest, pin } from '../../../test/samples/lock.ts'
import type { Pin } from '../../core/model/pin.ts'
import { widerWords } from './wider.ts'

const OLD: Pin = {
  ...pin,
  tier: 'high',
  grants: { ...pin.grants, held: { tools: ['add'] }, budget: { quota: 10 } },
  setEffects: { sub: 'write' },
}
const { budget: _budget, ...unbounded } = OLD.grants
const { held: _held, ...unheld } = OLD.grants
const { tier: _tier, ...untiered } = OLD

test.each<[string, Pin, string]>([
  [
    'more to read',
    { ...OLD, grants: { ...OLD.grants, read: ['/srv/data', '/srv/keys'] } },
    'new power: read "/srv/keys"',
  ],
  ['no budget', { ...OLD, grants: unbounded }, 'no longer held: limit 10 calls in one run'],
  ['a tool that needs no grant for a time', { ...OLD, grants: unheld }, 'no longer held: hold the tool "add"'],
  ['other bytes', { ...OLD, artifact: { ...pin.artifact, tree: digest('x') } as Pin['artifact'] }, 'other bytes by'],
  ['another program', { ...OLD, interpreter: { path: '/usr/bin/node', digest: digest('x') } }, 'other bytes by'],
  ['a lower tier', { ...OLD, tier: 'low' }, 'asks for less evidence: tier high becomes low'],
  ['no tier', untiered, 'asks for less evidence: tier high becomes none'],
  ['another label', { ...OLD, environment: 'prod' }, 'is for prod, and was for dev'],
  ['no end', { ...OLD, expiresAt: null }, 'holds for longer'],
  ['a finding that is accepted', { ...OLD, accepted: [...pin.accepted, 'odd-words'] }, 'in spite of "odd-words"'],
  ['another judgement of a tool', { ...OLD, setEffects: { sub: 'read' } }, 'a person judges "sub" to read'],
])('%s is told', (_, now, words) => {
  expect(widerWords(OLD, now)).toEqual([expect.stringContaining(words)])
})

test.each<[string, Pin]>([
  ['the same', OLD],
  ['less to read', { ...OLD, grants: { ...OLD.grants, read: [] } }],
  ['renewed for as long', { ...OLD, approvedAt: '2026-02-01T00:00:00.000Z', expiresAt: '2026-05-01T00:00:00.000Z' }],
  ['a shorter time', { ...OLD, expiresAt: '2026-02-01T00:00:00.000Z' }],
  ['nothing accepted', { ...OLD, accepted: [] }],
])('%s is not', (_, now) => {
  expect(widerWords(OLD, now)).toEqual([])
})

test('a higher tier is not', () => {
  expect(widerWords({ ...OLD, tier: 'low' }, OLD)).toEqual([])
})
