import type { Rule } from '../rule.ts'
import { entryWith, noticed, type EntrySubject } from './entry-subject.ts'

/** More than a person keeps in mind while asking "what may it do unasked?". */
const MANY = 10

export const autoApproveMany: Rule<EntrySubject> = {
  id: 'auto-approve-many',
  severity: 'medium',
  confidence: 'high',
  tier: 'review',
  summary: 'The client calls a long list of tools without asking',
  fix: 'Shorten the list to the tools that you use every day and that only read.',
  references: ['MCP02', 'SAFE-T1403', 'CoSAI T9'],
  bad: [entryWith({ autoApprove: Array.from({ length: MANY + 1 }, (_, index) => `get_${index}`) })],
  good: [entryWith({ autoApprove: Array.from({ length: MANY }, (_, index) => `get_${index}`) })],
  *check(subject) {
    const { autoApprove } = subject
    if (autoApprove.length > MANY)
      yield noticed(subject, 'auto-approve', `${autoApprove.slice(0, 3).join(', ')} …`, `${autoApprove.length} tools`)
  },
}
