// Which line stands where it belongs. Asked only about the order: whether a line was changed is for its links to say.
import type { Chained } from './event.ts'
import type { Fault } from './fault.ts'

/** `misnumbered`: in its place by all other signs, but with a damaged start or another number. */
export type Place = 'in-place' | 'misnumbered' | 'after-gap' | 'stray'
export type Numbered = { readonly link: Chained | null; readonly digest: string }

/** A place for each line of one file, which should begin with number `expected`, after a line with digest `last`. */
export function placesOf(lines: readonly Numbered[], expected: number, last: string): Place[] {
  // A line whose digest another one carries is as it was written, so its number can be believed.
  const vouched = new Set(lines.map(({ link }) => link?.prev))
  let next = expected
  let before = last
  return lines.map(({ link, digest }, at) => {
    const following = lines[at + 1]
    const place = placeOf()
    if (place === 'stray') return place
    next = (place === 'after-gap' ? link!.seq : next) + 1
    before = digest
    return place

    function placeOf(): Place {
      const isBeforeItsTwin = following?.link?.seq === next
      if (link === null) return isBeforeItsTwin ? 'stray' : 'misnumbered'
      const isVouched = vouched.has(digest)
      if (link.seq === next)
        return isBeforeItsTwin && !isVouched && vouched.has(following.digest) ? 'stray' : 'in-place'
      if (link.prev === before) return 'misnumbered'
      if (!isVouched && following?.link?.seq === next + 1) return 'misnumbered'
      return link.seq < next || isBeforeItsTwin ? 'stray' : 'after-gap'
    }
  })
}

/** Numbers `from` to `to` are missing before the line at this place. */
export type Gap = {
  readonly from: number
  readonly to: number
  readonly file: string
  readonly line: number
  /** A whole file is missing there, and that is already said. */
  readonly isKnown: boolean
}
export type Stray = { readonly seq: number; readonly file: string; readonly line: number }

/** A stray line that fills a gap was moved; any other was added. A gap that nothing fills was cut. */
export function reconcile(gaps: readonly Gap[], strays: readonly Stray[]): Fault[] {
  const found = new Set<number>()
  const moved = strays.map(({ seq, file, line }): Fault => {
    const isMoved = !found.has(seq) && gaps.some(({ from, to }) => from <= seq && seq <= to)
    if (isMoved) found.add(seq)
    const detail = isMoved ? `It is number ${seq} of the chain.` : ''
    return { kind: isMoved ? 'reordered' : 'inserted', file, line, lastLine: line, detail }
  })
  const cut = gaps.flatMap(({ from, to, file, line, isKnown }): Fault[] => {
    const missing = to - from + 1 - [...found].filter((seq) => from <= seq && seq <= to).length
    if (missing === 0 || isKnown) return []
    const detail = `${missing} of the lines with numbers ${from} to ${to} are missing before this one.`
    return [{ kind: 'gap', file, line, lastLine: line, detail }]
  })
  return [...moved, ...cut]
}
