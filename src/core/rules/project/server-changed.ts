import type { Rule } from '../rule.ts'
import { guarded, noticedLaunch, type ProjectSubject, reachedAt, startedBy } from './subject.ts'

const changed = (how: string): Pick<ProjectSubject, 'approval'> => ({ approval: { kind: 'changed', how } })

export const serverChanged: Rule<ProjectSubject> = {
  id: 'server-changed',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'Something else was approved under this name',
  fix: 'Take the change back, or let whoever may approve look at it anew: `sallyport diff NAME`, then `sallyport approve NAME`.',
  references: ['MCP09', 'SAFE-T1201', 'AML.T0010.005', 'CoSAI T6'],
  bad: () => [
    startedBy(['npx', '-y', 'some-server@1.2.4'], changed('"npx -y some-server@1.2.3" was approved')),
    startedBy(['node', 'server.js'], changed('the file "server.js" is not the one that was approved')),
    reachedAt('https://mcp.example.test/other', changed('"https://mcp.example.test/mcp" was approved')),
  ],
  good: () => [startedBy(['npx', '-y', 'some-server@1.2.3']), reachedAt('https://mcp.example.test/mcp'), guarded()],
  *check(subject) {
    if (subject.approval.kind === 'changed') yield noticedLaunch(subject, subject.approval.how)
  },
}
