import type { Rule } from '../rule.ts'
import { entryWith, noticed, type EntrySubject } from './entry-subject.ts'

export const moreThanShown: Rule<EntrySubject> = {
  id: 'more-than-shown',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary:
    'By another member the client takes variables from a file, runs a command, or starts or reaches something else: no approval covers that',
  fix: 'Take that member out of the entry. Name variables in its `env`, give secrets by reference (`--secret NAME=REF` at approval), and let an entry name one command or one address.',
  references: ['MCP05', 'SAFE-T1206', 'AML.T0081', 'CoSAI T9'],
  bad: () => [
    entryWith({ besides: ['envFile'] }),
    entryWith({ besides: ['headersHelper'] }),
    entryWith({ besides: ['url'] }),
    entryWith({ besides: ['envFile', 'headersHelper'], approved: ['files'] }),
  ],
  good: () => [entryWith({}), entryWith({ approved: ['files'] }), entryWith({ autoApprove: ['envFile'] })],
  *check(subject) {
    for (const member of subject.besides) yield noticed(subject, 'settings', member)
  },
}
