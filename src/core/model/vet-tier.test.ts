import { expect, test } from 'vitest'
import type { EffectClass } from './catalogue.ts'
import { type Grants, NO_GRANTS } from './grants.ts'
import { highest, tierAskedBy, type VetTier } from './vet-tier.ts'

type More = Partial<Parameters<typeof tierAskedBy>[0]>
const asked = (effect: EffectClass, grants: Partial<Grants> = {}, more: More = {}) =>
  tierAskedBy({
    grants: { ...NO_GRANTS, ...grants },
    effects: { tool: { effect, reason: '' } },
    catalogue: {},
    kind: 'npm',
    ...more,
  }).tier

test.each<[string, VetTier, VetTier]>([
  ['one that reads', asked('read'), 'low'],
  ['one that writes', asked('write'), 'medium'],
  ['one that deletes', asked('delete'), 'medium'],
  ['one that sends', asked('send'), 'medium'],
  ['one that executes', asked('execute'), 'high'],
  ['one that pays', asked('pay'), 'high'],
  ['one that pays, set to read', asked('pay', {}, { setEffects: { tool: 'read' } }), 'high'],
  ['one that reads, set to pay', asked('read', {}, { setEffects: { tool: 'pay' } }), 'high'],
  [
    'one that reads and reaches a host',
    asked('read', { net: [{ host: 'a.example', port: 443, kind: 'tls' }] }),
    'medium',
  ],
  ['one that reads and has a secret', asked('read', { secrets: [{ name: 'KEY', ref: 'env:KEY' }] }), 'medium'],
  ['one that reads, and may write', asked('read', { write: ['/data'] }), 'medium'],
  ['one of which nobody knows what it offers', asked('read', {}, { catalogue: 'pending' }), 'high'],
  [
    'one that is reached, of which nobody knows that',
    asked('read', {}, { catalogue: 'pending', kind: 'remote' }),
    'medium',
  ],
  ['one that is reached and executes', asked('execute', {}, { kind: 'remote' }), 'high'],
])('%s', (_, tier, expected) => {
  expect(tier).toBe(expected)
})

test('the highest that anybody asks for counts', () => {
  expect(highest([])).toBeNull()
  expect(
    highest([
      { tier: 'low', why: 'a' },
      { tier: 'high', why: 'b' },
      { tier: 'medium', why: 'c' },
    ])?.why,
  ).toBe('b')
})
