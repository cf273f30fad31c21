import type { VetRule } from '../../rule.ts'

export const installScript: VetRule = {
  id: 'install-script',
  severity: 'low',
  confidence: 'high',
  tier: 'review',
  summary: 'The package has a command that runs by itself while it is installed',
  fix: 'Install it without scripts, as Sallyport does.',
  references: ['MCP04', 'SAFE-T1002', 'CoSAI T11'],
  bad: () => [{ 'package.json': '{ "name": "a", "scripts": { "postinstall": "node build.js" } }' }],
  good: () => [{ 'package.json': '{ "name": "a", "scripts": { "build": "node build.js" } }' }],
  *check({ manifests }) {
    for (const { path, installs } of manifests) {
      const stage = ['preinstall', 'install', 'postinstall'].find((one) => Object.hasOwn(installs, one))
      if (stage !== undefined) yield { path, at: 0, note: stage }
    }
  },
}
