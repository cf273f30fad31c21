import { spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const codeOriginUnchecked: VetRule = {
  id: 'code-origin-unchecked',
  severity: 'low',
  confidence: 'low',
  tier: 'review',
  summary: 'A server answers over HTTP and does not ask which page sent the request',
  fix: 'Let Sallyport serve it, which checks the origin, or ask its authors to: any page in a browser can reach it.',
  references: ['MCP07', 'CoSAI T7', 'CoSAI T8'],
  bad: () => [{ 'index.js': "const http = require('http'); http.createServer((q, s) => s.end('x')).listen(3000)" }],
  good: () => [
    {
      'index.js':
        "const http = require('http'); http.createServer((q, s) => { if (q.headers.origin !== 'https://a.example') return s.end(); s.end('x') }).listen(3000)",
    },
  ],
  *check(subject) {
    for (const use of uses(subject, 'net-listen')) {
      if (/socket/.test(use.fact.name)) continue
      if (!use.file.texts.some(({ value }) => /origin|allowed_?hosts|cors/i.test(value)))
        yield spot(use, 'no origin is asked for in this file')
    }
  },
}
