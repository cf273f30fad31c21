import { spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'
import { placeOf } from '../../places.ts'

export const codeHidesInTemp: VetRule = {
  id: 'code-hides-in-temp',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'Code keeps a hidden file in a folder that everybody on the machine can write to',
  fix: 'Read the places named; use it only if its purpose needs exactly this.',
  references: ['MCP04', 'SAFE-T1203'],
  bad: () => [
    {
      'server.py': `import json
with open('/tmp/.state.json', 'w') as f:
    json.dump({'a': 1}, f)`,
    },
    { 'index.js': `require('fs').writeFileSync('/tmp/.x', 'x')` },
  ],
  good: () => [{ 'index.js': `require('fs').writeFileSync('/tmp/report.txt', 'x')` }],
  *check(subject) {
    for (const use of uses(subject, 'file-write')) {
      if (use.fact.places.some((one) => placeOf(one) === 'hidden-temp'))
        yield spot(use, 'writes a hidden file into a shared folder')
    }
  },
}
