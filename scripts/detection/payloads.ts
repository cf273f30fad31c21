// How many rows of payload lists are flagged: of all, and of those that are attacks by their syntax, set by set and kind by kind.
import type { Answer, Sample } from '../../src/core/model/detection.ts'
import { whyNoAttack } from './attack.ts'

export type PayloadRow = {
  readonly set: string
  readonly kind: string
  readonly rows: number
  readonly flagged: number
  /** Rows that are attacks by their syntax, and how many of them are flagged. */
  readonly attacks: number
  readonly found: number
}

/** Malicious arguments; all else is counted elsewhere. */
export function payloadTally(): {
  readonly add: (sample: Sample, answer: Answer) => void
  readonly rows: () => readonly PayloadRow[]
} {
  const counted = new Map<string, PayloadRow>()
  return {
    add: ({ set, kind, surface, label, text }, answer) => {
      if (surface !== 'argument' || label !== 'malicious') return
      const key = JSON.stringify([set, kind])
      const known = counted.get(key) ?? { set, kind: kind ?? '', rows: 0, flagged: 0, attacks: 0, found: 0 }
      const isFlagged = answer === 'block' || answer === 'review'
      const isAttack = whyNoAttack(kind, text) === null
      counted.set(key, {
        ...known,
        rows: known.rows + 1,
        flagged: known.flagged + Number(isFlagged),
        attacks: known.attacks + Number(isAttack),
        found: known.found + Number(isAttack && isFlagged),
      })
    },
    rows: () => [...counted.values()].toSorted((a, b) => (a.set + a.kind < b.set + b.kind ? -1 : 1)),
  }
}

/** One row for each set. */
export const bySet = (rows: readonly PayloadRow[]): readonly PayloadRow[] =>
  [...Map.groupBy(rows, ({ set }) => set)].map(([set, group]) => ({
    set,
    kind: '',
    rows: sum(group, 'rows'),
    flagged: sum(group, 'flagged'),
    attacks: sum(group, 'attacks'),
    found: sum(group, 'found'),
  }))

const sum = (rows: readonly PayloadRow[], what: 'rows' | 'flagged' | 'attacks' | 'found'): number =>
  rows.reduce((total, row) => total + row[what], 0)
