import type { Rule } from '../rule.ts'
import { endsSoon, SOON_MS } from '../../model/ends-soon.ts'
import { DAY_MS } from '../../model/day.ts'
import { reachedBy, toldOf, type TlsSubject } from './subject.ts'

export const certificateEndsSoon: Rule<TlsSubject> = {
  id: 'certificate-ends-soon',
  severity: 'low',
  confidence: 'high',
  tier: 'review',
  summary: 'The certificate of the server is good for less than 14 days',
  fix: 'Ask who runs it whether it is renewed by itself: after that day nothing is said to the server. A `--tls-key` has to fit the new one.',
  references: ['MCP07', 'CoSAI T7'],
  bad: () => [reachedBy({ until: SOON_MS - 1 }), reachedBy({ until: DAY_MS }), reachedBy({ until: 0 })],
  good: () => [reachedBy({ until: SOON_MS }), reachedBy({}), reachedBy({ now: 80 * DAY_MS, until: 170 * DAY_MS })],
  *check(subject) {
    if (endsSoon(subject.until, subject.now)) yield toldOf(subject)
  },
}
