// Counts of answers, and the shares that are read from them. Large sets never outweigh small ones.
import type { Answer, Average, Cell, Counts, Sample } from '../model/detection.ts'
import { macro } from './statistics.ts'

export const NONE: Counts = { block: 0, review: 0, allow: 0, unanswered: 0 }

/** Cells that grow by one answer at a time. */
export function tally(): { readonly add: (sample: Sample, answer: Answer) => void; readonly cells: () => Cell[] } {
  const cells = new Map<string, Cell>()
  return {
    add: ({ set, surface, label, lang, text }, answer) => {
      const key = JSON.stringify([set, surface, label, lang])
      const { counts, chars } = cells.get(key) ?? { counts: NONE, chars: 0 }
      const more = answer === 'unanswered' ? 0 : text.length
      const grown = { ...counts, [answer]: counts[answer] + 1 }
      cells.set(key, { set, surface, label, lang, counts: grown, chars: chars + more })
    },
    cells: () => [...cells.values()].toSorted((a, b) => compare(keyOf(a), keyOf(b))),
  }
}

const keyOf = ({ set, surface, label, lang }: Cell): string => [set, surface, label, lang].join('\0')
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** One row for each file × surface × label, whatever the language. */
export function setsOf(cells: readonly Cell[]): Cell[] {
  const groups = Map.groupBy(cells, ({ set, surface, label }) => [set, surface, label].join('\0'))
  return [...groups.values()].map((group) => ({
    ...group[0]!,
    counts: sumOf(group.map(({ counts }) => counts)),
    chars: group.reduce((sum, { chars }) => sum + chars, 0),
  }))
}

export const sumOf = (all: readonly Counts[]): Counts =>
  all.reduce(
    (a, b) => ({
      block: a.block + b.block,
      review: a.review + b.review,
      allow: a.allow + b.allow,
      unanswered: a.unanswered + b.unanswered,
    }),
    NONE,
  )

/** Rows that were answered: a share is never taken of anything else. */
export const answeredIn = ({ block, review, allow }: Counts): number => block + review + allow

/** The mean of the shares of the sets, over those that were answered at all. Null: none was. */
export function averageOf(cells: readonly Cell[]): Average | null {
  const answered = setsOf(cells).filter(({ counts }) => answeredIn(counts) > 0)
  const share = (answer: Answer): number | null =>
    macro(answered.map(({ counts }) => counts[answer] / answeredIn(counts)))
  const [block, review] = [share('block'), share('review')]
  if (block === null || review === null) return null
  const rows = answered.reduce((sum, { counts }) => sum + answeredIn(counts), 0)
  return { sets: answered.length, rows, block, review }
}
