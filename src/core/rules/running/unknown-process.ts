import type { Rule } from '../rule.ts'
import { listens, started, told, type RunningSubject } from './subject.ts'

export const unknownProcess: Rule<RunningSubject> = {
  id: 'unknown-process',
  severity: 'medium',
  // Clients also start shells, language servers and the like over pipes.
  confidence: 'low',
  tier: 'review',
  summary: 'A client talks over pipes to a process that no config names: it may be a server behind our back',
  fix: 'Find out what it is; when it is an MCP server, find who put it there, and end it.',
  references: ['MCP09', 'AML.T0112.000', 'CoSAI T9'],
  bad: () => [started(false), started(false, ['python3', '/srv/other.py']), started(false, [])],
  good: () => [started(true), started(true, ['uvx', 'some-server']), listens('/mcp')],
  *check(subject) {
    if (subject.kind !== 'stdio' || subject.isKnown) return
    yield told(`process ${subject.pid} of ${subject.client}`, subject.argv, 'no config has this command')
  },
}
