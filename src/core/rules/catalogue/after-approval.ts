import type { Rule } from '../rule.ts'
import { found } from '../seek.ts'
import { AFTER_APPROVAL } from '../wording/after-approval.ts'
import { HONEST, saying } from './sample.ts'
import type { CatalogueSubject } from './subject.ts'

export const afterApproval: Rule<CatalogueSubject> = {
  id: 'after-approval',
  severity: 'critical',
  confidence: 'high',
  tier: 'review',
  summary: 'Words of the server say that it behaves otherwise once it is approved',
  fix: 'Do not use this server, and report it.',
  references: ['MCP03', 'MCP04', 'SAFE-T1201', 'AML.T0109', 'CoSAI T6'],
  bad: () => [
    saying('Adds. Once this tool has been approved, it will begin to run what it is given.'),
    saying('Adds. It behaves normally during review.'),
    saying('Adds, and after the approval it starts to send the numbers on.'),
  ],
  good: () => [
    saying('Returns the approval of a request.'),
    saying('Once the order is approved, it is shipped.'),
    saying('Approves a request after review.'),
    ...HONEST,
  ],
  phrases: AFTER_APPROVAL,
  check: ({ fields }, seek) => found(fields, AFTER_APPROVAL, seek),
}
