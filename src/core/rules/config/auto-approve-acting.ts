import type { Rule } from '../rule.ts'
import { isAll } from './auto-approve-all.ts'
import { entryWith, noticed, type EntrySubject } from './entry-subject.ts'

/** Words of tools that change, execute, send or pay. A name promises nothing, but this one promises harm. */
const ACTING =
  /^(?:delete|remove|rm|drop|truncate|destroy|purge|wipe|erase|write|overwrite|edit|update|insert|create|move|rename|put|patch|execute|exec|run|eval|shell|bash|command|spawn|start|install|deploy|push|merge|commit|publish|send|post|email|mail|message|reply|upload|share|pay|transfer|purchase|buy|order|refund|charge|fetch|browse|navigate|request|download|kill|restart|grant|revoke|invite)$/i

export const autoApproveActing: Rule<EntrySubject> = {
  id: 'auto-approve-acting',
  severity: 'high',
  confidence: 'medium',
  tier: 'review',
  summary: 'The client calls tools that change, execute, send or reach out without asking',
  fix: 'Take these tools off the list, so that you are asked each time.',
  references: ['MCP02', 'SAFE-T1403', 'SAFE-T1104', 'AML.T0053', 'CoSAI T9'],
  bad: [
    entryWith({ autoApprove: ['delete_file'] }),
    entryWith({ autoApprove: ['read_file', 'runCommand'] }),
    entryWith({ autoApprove: ['send-email'] }),
    entryWith({ autoApprove: ['fetch'] }),
  ],
  good: [
    entryWith({ autoApprove: ['read_file', 'list_directory', 'search', 'get_issue'] }),
    entryWith({ autoApprove: ['*'] }),
  ],
  *check(subject) {
    for (const tool of subject.autoApprove) {
      if (!isAll(tool) && wordsOf(tool).some((word) => ACTING.test(word))) yield noticed(subject, 'auto-approve', tool)
    }
  },
}

/** `runCommand`, `run-command` and `run_command` alike. */
const wordsOf = (tool: string): string[] =>
  tool
    .slice(0, 200)
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
