import type { Rule } from '../rule.ts'
import { entryWith, noticed, type EntrySubject } from './entry-subject.ts'

export const moreThanShown: Rule<EntrySubject> = {
  id: 'more-than-shown',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary:
    'The client takes variables for it from a file, or runs a command of its own for it: neither is part of an approval',
  fix: 'Take that member out of the entry. Name variables in its `env`, and give secrets by reference (`--secret NAME=REF` at approval).',
  references: ['MCP05', 'SAFE-T1206', 'AML.T0081', 'CoSAI T9'],
  bad: () => [
    entryWith({ besides: ['envFile'] }),
    entryWith({ besides: ['headersHelper'] }),
    entryWith({ besides: ['envFile', 'headersHelper'], approved: ['files'] }),
  ],
  good: () => [entryWith({}), entryWith({ approved: ['files'] }), entryWith({ autoApprove: ['envFile'] })],
  *check(subject) {
    for (const member of subject.besides) yield noticed(subject, 'settings', member)
  },
}
