// How much of a server was looked at, in one line that stands alike in text, in the record and on the page.
import type { VetPart } from './vetting.ts'

/** `looked at 412 of 412 files, 27 of 27 tools; 3 unanswered (2 read, 1 rehearsal)` */
export function coverageLine(parts: readonly VetPart[]): string {
  const looked = parts.flatMap(({ coverage }) => coverage.map(({ what, seen, of }) => `${seen} of ${of} ${what}`))
  const open = Map.groupBy(
    parts.flatMap(({ report }) => report.unanswered),
    ({ rule }) => rule,
  )
  const count = [...open.values()].reduce((sum, { length }) => sum + length, 0)
  const why = [...open].map(([rule, { length }]) => `${length} ${rule}`).join(', ')
  return `looked at ${looked.length === 0 ? 'nothing' : looked.join(', ')}; ${count} unanswered${count === 0 ? '' : ` (${why})`}`
}

/** Whether everything was looked at and every question was answered. Nothing to look at is no answer either. */
export const isWhole = (parts: readonly VetPart[]): boolean =>
  parts.some(({ coverage }) => coverage.some(({ seen }) => seen > 0)) &&
  parts.every(({ report, coverage }) => report.unanswered.length === 0 && coverage.every(({ seen, of }) => seen >= of))
