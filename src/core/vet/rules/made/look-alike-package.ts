import { lookAlikeOf } from '../../manifest/look-alike.ts'
import type { VetRule } from '../../rule.ts'

export const lookAlikePackage: VetRule = {
  id: 'look-alike-package',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'The name of the package is nearly that of one that you know',
  fix: 'Make sure that this is the package you meant; install the known one otherwise.',
  references: ['MCP04', 'SAFE-T1004', 'CoSAI T11'],
  bad: () => [{ 'package.json': '{ "name": "knwon-server" }' }, { 'package.json': '{ "name": "known_server2" }' }],
  good: () => [{ 'package.json': '{ "name": "known-server" }' }, { 'package.json': '{ "name": "weather" }' }],
  *check({ manifests, known }) {
    for (const { path, name, ecosystem } of manifests) {
      const other = name === '' ? null : lookAlikeOf(name, known, ecosystem)
      if (other !== null) yield { path, at: 0, note: `it is nearly ${other}` }
    }
  },
}
