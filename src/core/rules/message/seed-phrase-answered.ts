import type { Rule } from '../rule.ts'
import { answering, calling, failing, HONEST_ANSWERS, reading } from './sample.ts'
import { asksFor } from './sensitive.ts'
import { seedPhrase } from './sensitive-samples.ts'
import type { MessageSubject } from './subject.ts'

export const seedPhraseAnswered: Rule<MessageSubject> = {
  id: 'seed-phrase-answered',
  severity: 'critical',
  confidence: 'high',
  tier: 'review',
  summary: 'An answer holds the words that a wallet is restored from',
  fix: 'Move what is in the wallet to another one: whoever has read the words owns it. They were replaced on their way unless the server was approved with `--pass secrets`.',
  references: ['MCP01', 'SAFE-T1502', 'AML.T0098', 'CoSAI T5'],
  bad: () => [
    answering(`Backup: ${seedPhrase()}`),
    reading(seedPhrase().split(' ').join('\n')),
    failing(JSON.stringify(seedPhrase().split(' '))),
  ],
  good: () => [
    calling({ words: seedPhrase() }),
    answering(seedPhrase().replace('about', 'above')),
    answering('abandon ability able about above absent absorb abstract absurd abuse access accident'),
    ...HONEST_ANSWERS,
  ],
  ...asksFor('answered', ['seed']),
}
