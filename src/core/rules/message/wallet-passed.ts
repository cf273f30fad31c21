import type { Rule } from '../rule.ts'
import { answering, calling } from './sample.ts'
import { asksFor } from './sensitive.ts'
import { bitcoinAddress } from './sensitive-samples.ts'
import type { MessageSubject } from './subject.ts'

export const walletPassed: Rule<MessageSubject> = {
  id: 'wallet-passed',
  severity: 'low',
  confidence: 'high',
  tier: 'review',
  summary: 'A client passes the address of a wallet to a server as an argument',
  fix: 'Check that this server is the one that should have it, and that the address is the one you meant.',
  references: ['MCP10', 'SAFE-T1911', 'AML.T0086', 'CoSAI T5'],
  bad: () => [
    calling({ to: bitcoinAddress() }),
    calling({ wallet: '0x52908400098527886e0f7030069857d2e4169ee7' }),
    calling({ text: `pay ${bitcoinAddress()}` }),
  ],
  good: () => [
    answering(bitcoinAddress()),
    calling({ to: bitcoinAddress().replace('z', 'y') }),
    calling({ digest: '52908400098527886e0f7030069857d2e4169ee7' }),
  ],
  ...asksFor('passed', ['wallet']),
}
