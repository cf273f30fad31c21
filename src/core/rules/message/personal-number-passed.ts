import type { Rule } from '../rule.ts'
import { answering, calling } from './sample.ts'
import { asksFor } from './sensitive.ts'
import { cardNumber, iban, socialSecurity } from './sensitive-samples.ts'
import type { MessageSubject } from './subject.ts'

export const personalNumberPassed: Rule<MessageSubject> = {
  id: 'personal-number-passed',
  severity: 'medium',
  confidence: 'medium',
  tier: 'review',
  summary: 'A client passes the number of a card, of an account or of a person to a server as an argument',
  fix: 'Check that this server is the one that should have it.',
  references: ['MCP10', 'SAFE-T1911', 'AML.T0086', 'CoSAI T5'],
  bad: () => [calling({ card: cardNumber() }), calling({ to: iban() }), calling({ text: `SSN ${socialSecurity()}` })],
  good: () => [
    answering(`Card ${cardNumber()}`),
    calling({ card: '4242 4242 4242 4242' }),
    calling({ id: '4716902133550843', date: '2026-01-20' }),
  ],
  ...asksFor('passed', ['card', 'account', 'identity']),
}
