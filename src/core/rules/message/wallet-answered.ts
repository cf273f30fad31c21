import type { Rule } from '../rule.ts'
import { answering, calling, failing, HONEST_ANSWERS, reading } from './sample.ts'
import { asksFor } from './sensitive.ts'
import { bitcoinAddress } from './sensitive-samples.ts'
import type { MessageSubject } from './subject.ts'

export const walletAnswered: Rule<MessageSubject> = {
  id: 'wallet-answered',
  severity: 'low',
  confidence: 'high',
  tier: 'review',
  summary: 'An answer holds the address of a wallet',
  fix: 'Compare it with the one that you expect before anything is sent there. It is told and not replaced.',
  references: ['MCP10', 'SAFE-T1801', 'CoSAI T5'],
  bad: () => [
    answering(`Send it to ${bitcoinAddress()}`),
    reading('wallet: 0x52908400098527886e0f7030069857d2e4169ee7'),
    failing(`unknown address ${bitcoinAddress()}`),
  ],
  good: () => [
    calling({ to: bitcoinAddress() }),
    answering(`Send it to ${bitcoinAddress().replace('z', 'y')}`),
    answering('commit 52908400098527886e0f7030069857d2e4169ee7'),
    ...HONEST_ANSWERS,
  ],
  ...asksFor('answered', ['wallet']),
}
