import type { Rule } from '../rule.ts'
import { listens, started, told, type RunningSubject } from './subject.ts'

export const unknownListener: Rule<RunningSubject> = {
  id: 'unknown-listener',
  severity: 'medium',
  confidence: 'medium',
  tier: 'review',
  summary: 'An MCP server listens here that no client config names',
  fix: 'Find out who started it and why; stop it when nobody can say.',
  references: ['MCP09', 'SAFE-T1005', 'CoSAI T8'],
  bad: () => [listens('/mcp'), listens(null), listens('/', true)],
  good: () => [listens('/mcp', false, true), listens(null, true, true), started(false)],
  *check(subject) {
    if (subject.kind === 'listener' && !subject.isKnown) yield told(subject.address, subject.argv)
  },
}
