import type { Rule } from '../rule.ts'
import { isAll } from './auto-approve-all.ts'
import { entryWith, noticed, type EntrySubject } from './entry-subject.ts'

/** Words of tools that change, execute, send or pay. A name promises nothing, but this one promises harm. */
const ACTING =
  /^(?:delete|remove|rm|drop|truncate|destroy|purge|wipe|erase|write|overwrite|insert|execute|exec|eval|spawn|install|deploy|publish|send|upload|pay|purchase|buy|kill|grant|revoke|invite)$/i
/** These also name things: `get_order` only looks at one. */
const ACTING_UNLESS_READ =
  /^(?:edit|update|create|move|rename|put|patch|run|shell|bash|command|start|push|merge|commit|post|email|mail|message|reply|share|transfer|order|refund|charge|fetch|browse|navigate|request|download|restart)$/i
const READING = /^(?:get|list|read|search|find|show|describe|view|count|check|lookup)$/i

export const autoApproveActing: Rule<EntrySubject> = {
  id: 'auto-approve-acting',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'The client calls tools that change, execute, send or reach out without asking',
  fix: 'Take these tools off the list, so that you are asked each time.',
  references: ['MCP02', 'SAFE-T1403', 'SAFE-T1104', 'AML.T0053', 'CoSAI T9'],
  bad: () => [
    entryWith({ autoApprove: ['delete_file'] }),
    entryWith({ autoApprove: ['read_file', 'runCommand'] }),
    entryWith({ autoApprove: ['send-email'] }),
    entryWith({ autoApprove: ['fetch'] }),
    entryWith({ autoApprove: ['get_and_delete_order'] }),
  ],
  good: () => [
    entryWith({ autoApprove: ['read_file', 'list_directory', 'search', 'get_order', 'listCommits', 'read_message'] }),
    entryWith({ autoApprove: ['*'] }),
    entryWith({ autoApprove: [] }),
  ],
  *check(subject) {
    for (const tool of subject.autoApprove) {
      if (!isAll(tool) && isActing(wordsOf(tool))) yield noticed(subject, 'auto-approve', tool)
    }
  },
}

/** `runCommand`, `run-command` and `run_command` alike. */
const wordsOf = (tool: string): string[] =>
  tool
    .slice(0, 200)
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)

const isActing = ([first = '', ...rest]: readonly string[]): boolean =>
  [first, ...rest].some((word) => ACTING.test(word) || (!READING.test(first) && ACTING_UNLESS_READ.test(word)))
