// A poisoned sample and its clean twin must get different answers: otherwise a rule fires on the topic, not on the poison.
import type { Answer, Pairs, Sample } from '../model/detection.ts'

const RANK = { allow: 0, review: 1, block: 2 }

type Side = { readonly malicious: number[]; readonly benign: number[] }

/**
 * Twins share `meta.base` within a set. A set that is called `twin_…` holds the clean tools of other sets: a tool of the same
 * name is then the twin. Tools that only happen to have one name are no twins.
 */
export function pairing(): { readonly add: (sample: Sample, answer: Answer) => void; readonly pairs: () => Pairs } {
  const sides = new Map<string, Side>()
  return {
    add: ({ set, origin, label }, answer) => {
      if (origin === null || answer === 'unanswered') return
      const byName = origin.startsWith('["tool"')
      if (byName && label === 'benign' && !set.startsWith('twin_')) return
      const side = sides.get(origin) ?? { malicious: [], benign: [] }
      side[label].push(RANK[answer])
      sides.set(origin, side)
    },
    pairs: () => {
      const twins = [...sides.values()].filter(({ benign }) => benign.length > 0)
      const apart = ({ malicious, benign }: Side): number =>
        malicious.filter((rank) => rank > Math.max(...benign)).length
      return {
        pairs: twins.reduce((sum, { malicious }) => sum + malicious.length, 0),
        apart: twins.reduce((sum, side) => sum + apart(side), 0),
      }
    },
  }
}
