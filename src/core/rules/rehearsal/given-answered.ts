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
  bait,
  type RehearsalSubject,
} from './subject.ts'

const CONFIG = bait('API keys and secrets', 'project/config/secrets.json')

export const givenAnswered: Rule<RehearsalSubject> = {
  id: 'given-answered',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'Its answers hold secrets of the project or of its environment that the call did not name',
  fix: 'Give it no secrets, or leave that tool out; Sallyport replaces known secrets in answers.',
  references: ['MCP01', 'MCP10'],
  bad: () => [PROJECT, VARIABLE, CONFIG].map((one) => rehearsed({ leaks: [leak(one, 'answer', 'a call of list')] })),
  good: () => [
    rehearsed({}),
    rehearsed({ leaks: [leak(SSH, 'answer', 'a call of notes')] }),
    rehearsed({ leaks: [leak(PROJECT, 'network', 'stats.example POST /')] }),
  ],
  *check({ leaks }) {
    const answered = leaks.filter(({ by, bait }) => by === 'answer' && !isPrivate(bait))
    for (const one of onceBy(answered, ({ bait, to }) => `${bait.place}\n${to}`)) {
      yield told(one, one.to, `${one.bait.place} stood in the answer`)
    }
  },
}
