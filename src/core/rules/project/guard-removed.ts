import type { Rule } from '../rule.ts'
import { guarded, noticedLaunch, type ProjectSubject, reachedAt, startedBy } from './subject.ts'

const GUARDED = { wasGuarded: true } as const

export const guardRemoved: Rule<ProjectSubject> = {
  id: 'guard-removed',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'The server started through Sallyport before this change, and does not any more',
  fix: 'Let the entry be `sallyport run NAME` again: without it nothing is confined, watched or taken away.',
  references: ['MCP09', 'SAFE-T1302', 'AML.T0081', 'CoSAI T9'],
  bad: () => [
    startedBy(['npx', '-y', 'some-server@1.2.3'], GUARDED),
    reachedAt('https://mcp.example.test/mcp', GUARDED),
    startedBy(['sallyport', 'run', '--trust-once', '--', 'server'], GUARDED),
  ],
  good: () => [guarded(GUARDED), guarded(), startedBy(['npx', '-y', 'some-server@1.2.3'])],
  *check(subject) {
    if (subject.wasGuarded && subject.guards === null) yield noticedLaunch(subject)
  },
}
