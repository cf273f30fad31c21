import type { Rule } from '../rule.ts'
import { answering, calling, failing, HONEST_ANSWERS, reading } from './sample.ts'
import { asksFor } from './sensitive.ts'
import { privateKey } from './sensitive-samples.ts'
import type { MessageSubject } from './subject.ts'

export const privateKeyAnswered: Rule<MessageSubject> = {
  id: 'private-key-answered',
  severity: 'critical',
  confidence: 'high',
  tier: 'review',
  summary: 'An answer holds a private key',
  fix: 'Treat the key as lost: make a new one, and look at why the server can read it. It was replaced on its way unless the server was approved with `--pass secrets`.',
  references: ['MCP01', 'SAFE-T1502', 'AML.T0098', 'CoSAI T5'],
  bad: () => [
    answering(privateKey()),
    reading(JSON.stringify({ key: privateKey('EC ') })),
    failing(`cannot parse ${privateKey('OPENSSH ')}`),
  ],
  good: () => [
    calling({ key: privateKey() }),
    answering(privateKey().split('\n')[0]!),
    answering(privateKey().replace(/\n[^]*\n/, '\n...\n')),
    ...HONEST_ANSWERS,
  ],
  ...asksFor('answered', ['key']),
}
