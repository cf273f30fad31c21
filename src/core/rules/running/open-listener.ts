import type { Rule } from '../rule.ts'
import { listens, started, told, type RunningSubject } from './subject.ts'

export const openListener: Rule<RunningSubject> = {
  id: 'open-listener',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'An MCP server on this machine answers whoever asks, without credentials',
  fix: 'Stop it, or start it on stdio behind `sallyport run`; every program and web page here can otherwise use its tools.',
  references: ['MCP07', 'MCP09', 'SAFE-T1005', 'CoSAI T2', 'CoSAI T8'],
  bad: () => [listens('/mcp'), listens('/', true), listens('/sse', false, true)],
  good: () => [listens(null), listens(null, true), started(false)],
  *check(subject) {
    if (subject.kind !== 'listener' || subject.openAt === null) return
    const reach = subject.isWide ? 'on every network of this machine' : 'on loopback'
    yield told(`${subject.address}${subject.openAt}`, subject.argv, reach)
  },
}
