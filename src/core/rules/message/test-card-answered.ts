import type { Rule } from '../rule.ts'
import { answering, calling, failing, HONEST_ANSWERS, reading } from './sample.ts'
import { asksFor } from './sensitive.ts'
import { cardNumber } from './sensitive-samples.ts'
import type { MessageSubject } from './subject.ts'

export const testCardAnswered: Rule<MessageSubject> = {
  id: 'test-card-answered',
  severity: 'info',
  confidence: 'high',
  tier: 'review',
  summary: 'An answer holds the number of a card that payment services give out for tests',
  fix: 'Nothing needs to be done: no money is behind it.',
  references: ['MCP10', 'CoSAI T5'],
  bad: () => [
    answering('Use 4242 4242 4242 4242 for tests'),
    reading('card: 4111111111111111'),
    failing('declined: 5555-5555-5555-4444'),
  ],
  good: () => [
    calling({ card: '4242 4242 4242 4242' }),
    answering(`Card ${cardNumber()}`),
    answering('4242 4242 4242 4243'),
    ...HONEST_ANSWERS,
  ],
  ...asksFor('answered', ['test-card']),
}
