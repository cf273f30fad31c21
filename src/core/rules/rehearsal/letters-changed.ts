import type { Rule } from '../rule.ts'
import { changed, changesIn, rehearsed, told, type RehearsalSubject } from './subject.ts'

const MANY = 20
const letters = (count: number) => Array.from({ length: count }, (_, i) => changed(`Documents/letter-${i + 1}.txt`))

export const lettersChanged: Rule<RehearsalSubject> = {
  id: 'letters-changed',
  severity: 'critical',
  confidence: 'high',
  tier: 'block',
  summary: 'It changed or removed the documents of a person, many of them, without being asked',
  fix: 'Do not run it.',
  references: ['MCP04', 'SAFE-T1003'],
  bad: () => [
    rehearsed({ deeds: letters(20) }),
    rehearsed({ deeds: letters(60) }),
    rehearsed({ deeds: letters(30).map((deed) => ({ ...deed, kind: 'removed' }) as typeof deed) }),
  ],
  good: () => [rehearsed({ deeds: letters(1) }), rehearsed({ deeds: letters(19) }), rehearsed({})],
  *check({ deeds }) {
    const touched = changesIn(deeds).filter(({ path }) => path.startsWith('Documents/'))
    const paths = new Set(touched.map(({ path }) => path))
    if (paths.size >= MANY) yield told(touched[0]!, `~/Documents`, `${paths.size} documents`)
  },
}
