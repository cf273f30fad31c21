import type { Rule } from '../rule.ts'
import { type LockSubject, lockWith, remarked } from './lock-subject.ts'

export const lockWidened: Rule<LockSubject> = {
  id: 'lock-widened',
  severity: 'medium',
  confidence: 'high',
  tier: 'review',
  summary: 'The new lockfile permits more than the one before it',
  fix: 'Read what is new, and ask whoever signed it when you do not know why.',
  references: ['MCP02', 'SAFE-T1302', 'CoSAI T9'],
  bad: () => [
    lockWith({ wider: [{ line: 12, of: 'files', words: 'may write "/srv/data"' }] }),
    lockWith({ wider: [{ line: 12, of: 'files', words: 'is no longer in quarantine' }] }),
    lockWith({
      wider: [
        { line: 3, of: 'calc', words: 'is approved' },
        { line: 9, of: 'files', words: 'may reach api.example.test:443' },
      ],
    }),
  ],
  good: () => [
    lockWith({}),
    lockWith({ place: 'a.lock' }),
    lockWith({ unproven: { line: 1, of: 'sallyport.lock', words: 'not JSON' } }),
  ],
  *check(subject) {
    for (const remark of subject.wider) yield remarked(subject, remark)
  },
}
