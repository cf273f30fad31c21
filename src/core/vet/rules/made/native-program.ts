import type { VetRule } from '../../rule.ts'

export const nativeProgram: VetRule = {
  id: 'native-program',
  severity: 'low',
  confidence: 'high',
  tier: 'review',
  summary: 'The package brings programs for a machine, which nobody can read here',
  fix: 'See what its rehearsal shows, and where these programs were built.',
  references: ['MCP04', 'SAFE-T1203', 'CoSAI T11'],
  bad: () => [{ 'package.json': '{ "name": "a" }', 'helper.node': '\u007FELF' }],
  good: () => [{ 'package.json': '{ "name": "a" }', 'helper.js': '1' }],
  *check({ natives }) {
    for (const path of natives) yield { path, at: 0, note: 'a native program' }
  },
}
