import type { Rule } from '../rule.ts'
import { answering, calling, failing, HONEST_ANSWERS, reading } from './sample.ts'
import { asksFor } from './sensitive.ts'
import { cardNumber } from './sensitive-samples.ts'
import type { MessageSubject } from './subject.ts'

export const cardAnswered: Rule<MessageSubject> = {
  id: 'card-answered',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'An answer holds the number of a payment card',
  fix: 'Let the server answer with the last four digits only. The number was replaced on its way unless the server was approved with `--pass personal`.',
  references: ['MCP10', 'SAFE-T1801', 'CoSAI T5'],
  bad: () => [
    answering(`Card ${cardNumber()} exp 12/28`),
    reading(JSON.stringify({ pan: cardNumber(undefined, '') })),
    failing(`declined: ${cardNumber('541275349821003', '-')}`),
  ],
  good: () => [
    calling({ card: cardNumber() }),
    answering('Order 4716 9021 3355 0843 was sent'),
    answering('Use 4242 4242 4242 4242 for tests'),
    ...HONEST_ANSWERS,
  ],
  ...asksFor('answered', ['card']),
}
