import type { Rule } from '../rule.ts'
import { guarded, noticedLaunch, type ProjectSubject, reachedAt, startedBy } from './subject.ts'

const MISSING = { kind: 'missing', why: 'nobody approved it' } as const

export const serverUnapproved: Rule<ProjectSubject> = {
  id: 'server-unapproved',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'No approval in the lockfile of the project, signed by a key that counts, is for this entry',
  fix: 'Look at it with `sallyport vet`, let whoever may approve do so with `sallyport approve`, and commit the new lockfile with the entry.',
  references: ['MCP09', 'SAFE-T1004', 'AML.T0010.005', 'CoSAI T6'],
  bad: () => [
    startedBy(['npx', '-y', 'some-server@1.2.3'], { approval: MISSING }),
    reachedAt('https://mcp.example.test/mcp', { approval: MISSING }),
    guarded({ approval: { kind: 'missing', why: 'files is in quarantine' } }),
  ],
  good: () => [startedBy(['npx', '-y', 'some-server@1.2.3']), reachedAt('https://mcp.example.test/mcp'), guarded()],
  *check(subject) {
    if (subject.approval.kind === 'missing') yield noticedLaunch(subject, subject.approval.why)
  },
}
