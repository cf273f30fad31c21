import { expect, test } from 'vitest'
import type { Finding } from '../../model/finding.ts'
import { untrusted } from '../../model/untrusted.ts'
import type { Suppression } from './rule-file.ts'
import { partedBy } from './suppress.ts'

const suppression: Suppression = {
  rule: 'instruction-override',
  server: 'notes',
  item: 'import',
  reason: 'it explains what to ignore',
  until: '2027-03-01',
  file: 'a.yaml',
}
const finding = (change: Partial<Finding> = {}, at = '/tools/import/description'): Finding => ({
  rule: 'instruction-override',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  evidence: { at, excerpt: untrusted('x') },
  ...change,
})

test.each<[string, boolean, Finding, Partial<Suppression>?, string?, string?]>([
  ['the finding that it names', true, finding()],
  ['on its last day', true, finding(), {}, '2027-03-01'],
  ['no longer when it is over', false, finding(), {}, '2027-03-02'],
  ['of another rule', false, finding({ rule: 'secrecy' })],
  ['of another server', false, finding(), {}, '2026-12-01', 'mail'],
  ['of another tool', false, finding({}, '/tools/export/description')],
  ['of a tool whose name begins alike', false, finding({}, '/tools/imports/description')],
  ['of all of a server', true, finding({}, '/tools/export/description'), { item: '*' }],
  ['of its instructions', true, finding({}, '/instructions'), { item: 'instructions' }],
  ['of a name with a slash', true, finding({}, '/tools/a~1b/description'), { item: 'a/b' }],
  ['that blocks', false, finding({ tier: 'block' }), { item: '*' }],
])('%s', (_, isSuppressed, found, change = {}, day = '2026-12-01', server = 'notes') => {
  const { findings, suppressed } = partedBy([found], [{ ...suppression, ...change }], server, day)
  expect([findings.length, suppressed.length]).toEqual(isSuppressed ? [0, 1] : [1, 0])
  if (isSuppressed)
    expect(suppressed[0]).toEqual({ finding: found, reason: suppression.reason, until: suppression.until })
})
