import type { Rule } from '../rule.ts'
import { type LockSubject, lockWith, remarked } from './lock-subject.ts'

export const lockSetBack: Rule<LockSubject> = {
  id: 'lock-set-back',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'The change puts an older lockfile in place of a newer one, or takes it away',
  fix: 'Keep the newest lockfile: an older one brings back approvals that were taken away since.',
  references: ['MCP09', 'SAFE-T1302', 'AML.T0081', 'CoSAI T6'],
  bad: () => [
    lockWith({ setBack: { line: 40, of: 'sallyport.lock', words: 'serial 3 is older than 5' } }),
    lockWith({ setBack: { line: 40, of: 'sallyport.lock', words: 'another file has serial 5, too' } }),
    lockWith({ setBack: { line: 1, of: 'sallyport.lock', words: 'it is gone, and serial 5 was there before' } }),
  ],
  good: () => [
    lockWith({}),
    lockWith({ unproven: { line: 1, of: 'sallyport.lock', words: 'not JSON' } }),
    lockWith({ place: 'a.lock' }),
  ],
  *check(subject) {
    if (subject.setBack !== null) yield remarked(subject, subject.setBack)
  },
}
