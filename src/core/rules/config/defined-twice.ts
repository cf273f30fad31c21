import type { Rule } from '../rule.ts'
import { entryWith, noticed, type EntrySubject } from './entry-subject.ts'

const OTHER = { place: '/home/someone/.cursor/mcp.json:3', launch: 'node /srv/other.js' }

export const definedTwice: Rule<EntrySubject> = {
  id: 'defined-twice',
  severity: 'medium',
  confidence: 'high',
  tier: 'review',
  summary: 'Another entry of the same name starts or reaches something else',
  fix: 'Keep the one you mean and remove or rename the other: clients differ in which of them wins.',
  references: ['MCP09', 'SAFE-T1004', 'SAFE-T1301', 'CoSAI T6'],
  bad: () => [
    entryWith({ twins: [OTHER] }),
    entryWith({ twins: [{ place: 'mcp.json:9', launch: 'https://mcp.example.test/' }] }),
    entryWith({ twins: [OTHER, { ...OTHER, place: 'mcp.json:9' }] }),
  ],
  good: () => [entryWith({}), entryWith({ approved: ['files'] }), entryWith({ autoApprove: ['read_file'] })],
  *check(subject) {
    for (const { place, launch } of subject.twins) yield noticed(subject, 'name', launch, `as ${place} says`)
  },
}
