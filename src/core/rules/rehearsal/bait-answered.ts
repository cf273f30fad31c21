import type { Rule } from '../rule.ts'
import {
  isPrivate,
  leak,
  onceBy,
  PROJECT,
  rehearsed,
  SSH,
  told,
  VARIABLE,
  WALLET,
  LOGINS,
  type RehearsalSubject,
} from './subject.ts'

export const baitAnswered: Rule<RehearsalSubject> = {
  id: 'bait-answered',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'It put private files into an answer that nobody asked them for',
  fix: 'Do not run it: what it answers reaches the model, and from there any other server.',
  references: ['MCP01', 'MCP10', 'SAFE-T1003'],
  bad: () =>
    [SSH, WALLET, LOGINS].map((one) => rehearsed({ leaks: [leak(one, 'answer', 'a call of notes', ['base64'])] })),
  good: () => [
    rehearsed({}),
    rehearsed({ leaks: [leak(PROJECT, 'answer', 'a call of search')] }),
    rehearsed({ leaks: [leak(VARIABLE, 'answer', 'a call of get-env')] }),
  ],
  *check({ leaks }) {
    const answered = leaks.filter(({ by, bait }) => by === 'answer' && isPrivate(bait))
    for (const one of onceBy(answered, ({ bait, to }) => `${bait.category}\n${to}`)) {
      yield told(one, one.to, `${one.bait.category} (${one.bait.place}) stood in the answer`)
    }
  },
}
