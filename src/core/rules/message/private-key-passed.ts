import type { Rule } from '../rule.ts'
import { answering, calling } from './sample.ts'
import { asksFor } from './sensitive.ts'
import { privateKey, seedPhrase } from './sensitive-samples.ts'
import type { MessageSubject } from './subject.ts'

export const privateKeyPassed: Rule<MessageSubject> = {
  id: 'private-key-passed',
  severity: 'critical',
  confidence: 'high',
  tier: 'review',
  summary: 'A client passes a private key, or the words of a wallet, to a server as an argument',
  fix: 'Stop and find out who asked for it: no tool needs to be told a private key by a model.',
  references: ['MCP01', 'SAFE-T1911', 'AML.T0086', 'CoSAI T5'],
  bad: () => [
    calling({ text: privateKey() }),
    calling({ note: seedPhrase() }),
    calling({ files: [{ data: privateKey('OPENSSH ') }] }),
  ],
  good: () => [
    answering(privateKey()),
    calling({ text: privateKey().split('\n')[0]! }),
    calling({ text: 'abandon the idea about it' }),
  ],
  ...asksFor('passed', ['key', 'seed']),
}
