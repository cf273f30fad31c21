import type { Rule } from '../rule.ts'
import { answering, calling, failing, HONEST_ANSWERS, reading } from './sample.ts'
import { asksFor } from './sensitive.ts'
import { iban } from './sensitive-samples.ts'
import type { MessageSubject } from './subject.ts'

export const bankAccountAnswered: Rule<MessageSubject> = {
  id: 'bank-account-answered',
  severity: 'medium',
  confidence: 'high',
  tier: 'review',
  summary: 'An answer holds the number of a bank account',
  fix: 'Let the server answer with a part of it. The number was replaced on its way unless the server was approved with `--pass personal`.',
  references: ['MCP10', 'SAFE-T1801', 'CoSAI T5'],
  bad: () => [
    answering(`Pay to ${iban()}`),
    reading(`IBAN ${iban('GB', 'WEST12345698765432').replace(/(.{4})/g, '$1 ')}`),
    failing(`no such account: ${iban('FR', '20041010050500013M02606')}`),
  ],
  good: () => [
    calling({ to: iban() }),
    answering(`Pay to ${iban().replace('DE', 'FR')}`),
    answering(`Pay to ${iban().slice(0, -1)}`),
    ...HONEST_ANSWERS,
  ],
  ...asksFor('answered', ['account']),
}
