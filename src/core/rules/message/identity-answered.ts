import type { Rule } from '../rule.ts'
import { answering, calling, failing, HONEST_ANSWERS, reading } from './sample.ts'
import { asksFor } from './sensitive.ts'
import { socialSecurity } from './sensitive-samples.ts'
import type { MessageSubject } from './subject.ts'

export const identityAnswered: Rule<MessageSubject> = {
  id: 'identity-answered',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'An answer holds a number that a state gave to a person',
  fix: 'Let the server leave it out. The number was replaced on its way unless the server was approved with `--pass personal`.',
  references: ['MCP10', 'SAFE-T1801', 'CoSAI T5'],
  bad: () => [
    answering(`Her SSN is ${socialSecurity()}.`),
    reading(`name,id\nAda,${socialSecurity()}`),
    failing(`no record for social security number ${socialSecurity().replaceAll('-', '')}`),
  ],
  good: () => [
    calling({ ssn: socialSecurity() }),
    answering('The SSN has the form XXX-XX-XXXX, such as 000-00-0000.'),
    answering('Build 612-58-39075 of 2026-01-20'),
    ...HONEST_ANSWERS,
  ],
  ...asksFor('answered', ['identity']),
}
