import { spot, STARTS, uses } from '../asking.ts'
import type { VetRule } from '../../rule.ts'

export const installRuns: VetRule = {
  id: 'install-runs',
  severity: 'medium',
  confidence: 'medium',
  tier: 'review',
  summary: 'While it is installed, the package asks the network or starts programs',
  fix: 'Install it without scripts, as Sallyport does, and see whether it still works.',
  references: ['MCP04', 'SAFE-T1002', 'CoSAI T11'],
  bad: () => [
    {
      'package.json': '{ "name": "a", "scripts": { "postinstall": "node setup.js" } }',
      'setup.js': "require('child_process').execFile('node-gyp', ['rebuild'])",
    },
  ],
  good: () => [
    { 'package.json': '{ "name": "a" }', 'setup.js': "require('child_process').execFile('node-gyp', ['rebuild'])" },
  ],
  *check(subject) {
    for (const use of uses(subject, 'net-send', 'net-connect', 'code-run', ...STARTS)) {
      if (use.fact.stage === 'install') yield spot(use, `uses ${use.fact.name} while it is installed`)
    }
  },
}
