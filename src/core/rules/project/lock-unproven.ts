import type { Rule } from '../rule.ts'
import { type LockSubject, lockWith, remarked } from './lock-subject.ts'

export const lockUnproven: Rule<LockSubject> = {
  id: 'lock-unproven',
  severity: 'high',
  confidence: 'high',
  tier: 'review',
  summary: 'The lockfile of the project proves nothing, so that nothing in it counts as approved',
  fix: 'Commit the lockfile as Sallyport wrote and signed it, and name the public key of who may approve with `--key`.',
  references: ['MCP09', 'SAFE-T1302', 'AML.T0081', 'CoSAI T6'],
  bad: () => [
    lockWith({
      unproven: {
        line: 9,
        of: 'sallyport.lock',
        words: 'it is signed by the key 0123456789abcdef, which does not count here',
      },
    }),
    lockWith({
      unproven: { line: 9, of: 'sallyport.lock', words: 'the signature does not fit: edited, or signed elsewhere' },
    }),
    lockWith({ unproven: { line: 1, of: 'sallyport.lock', words: 'not JSON' } }),
  ],
  good: () => [
    lockWith({}),
    lockWith({ setBack: { line: 2, of: 'sallyport.lock', words: 'serial 1' } }),
    lockWith({ place: 'a.lock' }),
  ],
  *check(subject) {
    if (subject.unproven !== null) yield remarked(subject, subject.unproven)
  },
}
