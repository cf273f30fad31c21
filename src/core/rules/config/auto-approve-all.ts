import type { Rule } from '../rule.ts'
import { entryWith, noticed, type EntrySubject } from './entry-subject.ts'

const ALL = /^\s*(?:\*+|\.\*|all|any)\s*$/i

export const autoApproveAll: Rule<EntrySubject> = {
  id: 'auto-approve-all',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'The client calls every tool of this server without asking, also tools that it offers later',
  fix: 'Name the few tools that only read, or none, in place of `*` (or take `trust` away).',
  references: ['MCP02', 'SAFE-T1403', 'SAFE-T1104', 'AML.T0053', 'CoSAI T9'],
  bad: () => [
    entryWith({ autoApprove: ['*'] }),
    entryWith({ autoApprove: ['read_file', ' * '] }),
    entryWith({ autoApprove: ['.*'] }),
  ],
  good: () => [
    entryWith({}),
    entryWith({ autoApprove: ['read_file', 'list_all'] }),
    entryWith({ autoApprove: ['read_*'] }),
  ],
  *check(subject) {
    const all = subject.autoApprove.find(isAll)
    if (all !== undefined) yield noticed(subject, 'auto-approve', all)
  },
}

export const isAll = (tool: string): boolean => ALL.test(tool)
