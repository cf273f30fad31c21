import { all, has, spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeReadsObjects: VetRule = {
  id: 'code-reads-objects',
  severity: 'medium',
  confidence: 'medium',
  tier: 'review',
  summary: 'What comes from outside is read in a form that can run code',
  fix: 'Ask its authors to mend it; grant it little until then.',
  references: ['MCP05', 'CoSAI T3'],
  bad: () => [
    {
      'server.py': `import pickle, requests
pickle.loads(requests.get('https://api.example').content)`,
    },
  ],
  good: () => [
    {
      'server.py': `import json, requests
json.loads(requests.get('https://api.example').text)`,
    },
  ],
  *check(subject) {
    for (const use of uses(subject, 'deserialise'))
      if (has(all(use.fact), 'argument', 'remote')) yield spot(use, 'reads objects from outside')
  },
}
