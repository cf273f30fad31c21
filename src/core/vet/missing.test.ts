import { describe, expect, test } from 'vitest'
import type { Finding } from '../model/finding.ts'
import { untrusted } from '../model/untrusted.ts'
import type { VetTier } from '../model/vet-tier.ts'
import { missingFor, type Shown } from './missing.ts'

const NOW = new Date('2026-11-29T12:00:00.000Z')
const WHOLE = {
  at: '2026-11-29T06:00:00.000Z',
  parts: [
    { part: 'static', coverage: [{ what: 'files', seen: 2, of: 2 }], unanswered: [] },
    { part: 'rehearsal', coverage: [{ what: 'tools', seen: 1, of: 1 }], unanswered: [] },
  ],
  origin: {
    vouched: 'holds',
    advisoriesOf: '2026-11-28',
    provenance: { by: 'registry-signature', repository: null, lock: 'sha256:00' },
  },
  suggests: {
    artifact: { kind: 'npm', name: 'notes', version: '1.0.0', lock: 'sha256:00', tree: 'sha256:01' },
    net: [],
    env: [],
    args: [],
    programs: [],
    folder: 'none',
  },
  findings: [],
} as const satisfies Shown['record']
type Record = NonNullable<Shown['record']>
const shown = (record: Record | null, more: Partial<Shown> = {}): Shown => ({
  record,
  findings: [],
  accept: [],
  now: NOW,
  ...more,
})
const found = (severity: Finding['severity']): Finding => ({
  rule: 'code-opens-door',
  severity,
  confidence: 'high',
  tier: 'review',
  evidence: { at: 'a.js:1', excerpt: untrusted('x') },
})
const [read, played] = WHOLE.parts

test.each<VetTier>(['low', 'medium', 'high'])('with all of the evidence nothing is missing for %s', (tier) => {
  expect(missingFor(tier, shown(WHOLE))).toEqual([])
})

describe('what is missing is told, from the tier on that asks for it', () => {
  test.each<[string, Record | null, string, VetTier[]]>([
    ['no record', null, 'a record of its vetting', ['low', 'medium', 'high']],
    ['code that was not read', { ...WHOLE, parts: [played] }, 'its code was read', ['low', 'medium', 'high']],
    [
      'a file that was not read',
      { ...WHOLE, parts: [{ ...read, coverage: [{ what: 'files', seen: 1, of: 2 }] }, played] },
      '1 of 2 files',
      ['low', 'medium', 'high'],
    ],
    ['one that was not played', { ...WHOLE, parts: [read] }, 'it was played', ['medium', 'high']],
    [
      'a question of the rehearsal',
      { ...WHOLE, parts: [read, { ...played, unanswered: [{ rule: 'rehearsal', why: 'no strace' }] }] },
      '1 unanswered',
      ['medium', 'high'],
    ],
    ['no advisories', { ...WHOLE, origin: { ...WHOLE.origin, advisoriesOf: null } }, 'advisories', ['medium', 'high']],
    [
      'advisories of two weeks ago',
      { ...WHOLE, origin: { ...WHOLE.origin, advisoriesOf: '2026-11-15' } },
      'advisories of the last 7 days',
      ['high'],
    ],
    ['nobody who vouches', { ...WHOLE, origin: { ...WHOLE.origin, vouched: 'absent' } }, 'nobody vouches', ['high']],
    [
      'a key that is recorded nowhere',
      { ...WHOLE, origin: { ...WHOLE.origin, provenance: null } },
      'nobody vouches',
      ['high'],
    ],
    [
      'somebody who vouches for another tree than was played',
      { ...WHOLE, origin: { ...WHOLE.origin, provenance: { ...WHOLE.origin.provenance, lock: 'sha256:02' } } },
      'not for the tree that was played',
      ['high'],
    ],
    ['a record that names no bytes', { ...WHOLE, suggests: null }, 'not for the tree that was played', ['high']],
    ['a record without an origin', { ...WHOLE, origin: null }, 'advisories', ['medium', 'high']],
    ['a record of two weeks ago', { ...WHOLE, at: '2026-11-15T06:00:00.000Z' }, 'of the last 7 days', ['high']],
    [
      'a record of next week',
      { ...WHOLE, at: '2026-12-06T06:00:00.000Z' },
      'record of the last',
      ['low', 'medium', 'high'],
    ],
    ['a medium finding', { ...WHOLE, findings: [found('medium')] }, 'code-opens-door', ['high']],
    ['a high finding', { ...WHOLE, findings: [found('high')] }, 'code-opens-door', ['medium', 'high']],
    ['a critical one', { ...WHOLE, findings: [found('critical')] }, 'code-opens-door', ['low', 'medium', 'high']],
  ])('%s', (_, record, says, tiers) => {
    for (const tier of ['low', 'medium', 'high'] as const) {
      const words = missingFor(tier, shown(record))
        .map(({ what }) => what)
        .join('; ')
      if (tiers.includes(tier)) expect(words).toContain(says)
      else expect(words).toBe('')
    }
  })
})

test('a rule that is accepted by name is not asked for again', () => {
  const record = { ...WHOLE, findings: [found('critical')] }
  expect(missingFor('high', shown(record, { accept: ['code-opens-door'] }))).toEqual([])
})

test('a rule that found something worse than what it says last is named by the worst', () => {
  const record = { ...WHOLE, findings: [found('critical'), found('medium')] }
  expect(missingFor('high', shown(record)).map(({ what }) => what)).toEqual([
    'code-opens-door found something of severity critical',
  ])
})

test('a folder of this machine is published nowhere, and those who approve it vouch for it', () => {
  const record = { ...WHOLE, origin: { vouched: 'none', advisoriesOf: null, provenance: null } } as const
  expect(missingFor('high', shown(record))).toEqual([])
})
