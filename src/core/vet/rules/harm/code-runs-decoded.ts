import { has, spot, STARTS, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeRunsDecoded: VetRule = {
  id: 'code-runs-decoded',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'Code runs text that it first decodes, so that nobody can read it',
  fix: 'Do not use this server, and treat the keys of every machine that ran it as known to others.',
  references: ['MCP04', 'SAFE-T1203'],
  bad: () => [
    { 'index.js': `eval(Buffer.from('Y29uc29sZS5sb2coMSk=', 'base64').toString())` },
    {
      'server.py': `import base64
exec(base64.b64decode('cHJpbnQoMSk='))`,
    },
    {
      'server.py': `KEY = [47, 45, 54]
exec(bytes(one ^ 95 for one in KEY).decode())`,
    },
    { 'index.js': `require('child_' + 'process')['ex' + 'ec'](atob('Y3VybCBldmls'))` },
  ],
  good: () => [{ 'index.js': `const text = atob(input); console.log(text)` }],
  *check(subject) {
    for (const use of uses(subject, 'code-run', ...STARTS)) {
      const { fact } = use
      const isDecoded =
        fact.does === 'code-run'
          ? has(fact.placeMarks, 'decoded')
          : fact.places.length > 0 && fact.placeMarks.some(({ kind, what }) => kind === 'decoded' && what !== '^')
      if (isDecoded) yield spot(use, 'runs what it decodes')
    }
  },
}
