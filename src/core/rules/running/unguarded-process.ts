import type { Rule } from '../rule.ts'
import { listens, started, told, type RunningSubject } from './subject.ts'

export const unguardedProcess: Rule<RunningSubject> = {
  id: 'unguarded-process',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'A client started a server that no guard of Sallyport holds: it is not confined and not recorded',
  fix: 'End the process, put Sallyport in front of its entry with `sallyport protect`, and start the client again.',
  references: ['MCP09', 'MCP08', 'SAFE-T1104', 'AML.T0112.000', 'CoSAI T9'],
  bad: () => [started(true), started(true, ['uvx', 'some-server']), started(true, [])],
  good: () => [started(false), listens('/mcp'), listens(null, true, true)],
  *check(subject) {
    if (subject.kind !== 'stdio' || !subject.isKnown) return
    yield told(`process ${subject.pid} of ${subject.client}`, subject.argv, 'as its config says')
  },
}
