import { spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeTrustsAnyCertificate: VetRule = {
  id: 'code-trusts-any-certificate',
  severity: 'medium',
  confidence: 'high',
  tier: 'review',
  summary: 'Connections are made without looking at who answers',
  fix: 'Ask its authors to mend it; grant it little until then.',
  references: ['MCP07', 'CoSAI T7'],
  bad: () => [
    {
      'server.py': `import requests
requests.get('https://api.example', verify=False)`,
    },
    {
      'index.js': `const https = require('https'); https.request('https://api.example', { rejectUnauthorized: false })`,
    },
  ],
  good: () => [
    {
      'server.py': `import requests
requests.get('https://api.example', verify=True)`,
    },
  ],
  *check(subject) {
    for (const use of uses(subject, 'net-send', 'net-connect')) {
      const { members } = use.fact
      if (
        [...(members['verify'] ?? []), ...(members['rejectUnauthorized'] ?? [])].some((text) => /^false$/i.test(text))
      )
        yield spot(use, 'takes any certificate')
    }
  },
}
