import type { Rule } from '../rule.ts'
import { entryWith, noticed, type EntrySubject } from './entry-subject.ts'

/** More than a person keeps in mind while asking "what may it do unasked?". */
const MANY = 10

const reading = (tools: number): EntrySubject =>
  entryWith({ autoApprove: Array.from({ length: tools }, (_, index) => `get_${index}`) })

export const autoApproveMany: Rule<EntrySubject> = {
  id: 'auto-approve-many',
  severity: 'medium',
  confidence: 'high',
  tier: 'review',
  summary: 'The client calls a long list of tools without asking',
  fix: 'Shorten the list to the tools that you use every day and that only read.',
  references: ['MCP02', 'SAFE-T1403', 'CoSAI T9'],
  bad: () => [reading(MANY + 1), reading(MANY * 2), reading(MANY * 50)],
  good: () => [reading(MANY), reading(1), reading(0)],
  *check(subject) {
    const { autoApprove } = subject
    if (autoApprove.length > MANY)
      yield noticed(subject, 'auto-approve', `${autoApprove.slice(0, 3).join(', ')} …`, `${autoApprove.length} tools`)
  },
}
