// Tells what was done to a chain. Pure: the caller reads the files, and hands them over one by one.
import type { Sha256 } from '../canon/digest.ts'
import { readLine, readLink } from './chain.ts'
import type { Fault, FaultKind } from './fault.ts'
import type { Head, Start } from './head.ts'
import { append, firstDifference, leafHash, type Hash, type Range } from './merkle.ts'
import { placesOf, reconcile, type Gap, type Place, type Stray } from './order.ts'

export type Hashing = { readonly sha256: Sha256; readonly hash: Hash }

/** A chain that this one saw when it began, with the place where it says so. */
export type Known = { readonly writer: string; readonly size: number; readonly file: string; readonly line: number }

type ChainReport = {
  readonly faults: readonly Fault[]
  readonly lines: number
  readonly known: readonly Known[]
  /** The format that the chain says it has. */
  readonly version: number | null
}

export type ChainCheck = {
  /** One file of the chain; in order of their numbers. */
  readonly segment: (number: number, bytes: Uint8Array) => void
  /** `isAlive`: the writer may still be at work, so that an unsigned end means nothing. */
  readonly finish: (isAlive: boolean) => ChainReport
}

export const segmentName = (number: number): string => `${String(number).padStart(6, '0')}.jsonl`

type Spot = { readonly file: string; readonly line: number }

/** Checks a chain against the heads that were signed for it. Lines before `start` were removed by retention. `see` is shown each line. */
export function checkChain(
  start: Start,
  heads: readonly Head[],
  { sha256, hash }: Hashing,
  see: (bytes: Uint8Array, spot: Spot) => void = () => undefined,
): ChainCheck {
  const newest = heads.toSorted((a, b) => a.range.size - b.range.size).at(-1)
  const faults: Fault[] = []
  const gaps: Gap[] = []
  const strays: Stray[] = []
  const known: Known[] = []
  let version: number | null = null
  let lines = 0
  let nextSegment = start.segment
  let next = start.range.size
  let last = start.last
  /** Null once lines are missing or moved: then there is nothing to compare, and the fault is already named. */
  let range: Range | null = start.range
  let end: Spot | null = null
  let torn: Spot | null = null

  const fileOf = (number: number): string => `${start.writer}/${segmentName(number)}`
  const add = (kind: FaultKind, { file, line }: Spot | { file: string; line: null }, detail: string): void => {
    faults.push({ kind, file, line, lastLine: line, detail })
  }
  for (const head of heads)
    if (head.range.size === next && next > 0) compare(head, { file: fileOf(nextSegment), line: 1 })

  function segment(number: number, bytes: Uint8Array): void {
    const file = fileOf(number)
    if (torn !== null) add('cut-line', torn, 'The chain goes on in a later file.')
    const isAfterMissing = number > nextSegment
    for (; nextSegment < number; nextSegment++) add('missing-segment', { file: fileOf(nextSegment), line: null }, '')
    nextSegment = number + 1
    const { whole, isTorn } = splitLines(bytes)
    torn = isTorn ? { file, line: whole.length + 1 } : null
    const numbered = whole.map((line) => ({ link: readLink(startOf(line)), digest: sha256(line) }))
    const places = placesOf(numbered, next, last)
    for (const [at, { link, digest }] of numbered.entries()) {
      const spot = { file, line: at + 1 }
      const place = places[at]!
      lines += 1
      see(whole[at]!, spot)
      if (place === 'stray') {
        strays.push({ seq: link?.seq ?? -1, ...spot })
        range = null
        continue
      }
      if (place === 'after-gap') {
        gaps.push({ from: next, to: link!.seq - 1, ...spot, isKnown: isAfterMissing && at === 0 })
        next = link!.seq
        range = null
      } else checkLink(place, link?.prev, spot)
      if (next === 0) readOpened(whole[at]!, spot)
      range &&= append(range, leafHash(whole[at]!, hash), hash)
      last = digest
      next += 1
      end = spot
      for (const head of heads) if (head.range.size === next) compare(head, spot)
    }
  }

  function checkLink(place: Place, prev: string | undefined, spot: Spot): void {
    if (place === 'misnumbered') addEdited(spot, 'Its start is damaged, or its number was changed.')
    // A broken link accuses the line before: this one still names what stood there.
    else if (prev !== last) addEdited(end ?? spot, 'The next line names the digest of what stood here.')
  }

  /** Two broken links in a row may come from one line whose own `prev` was changed too, so they are named together. */
  function addEdited(spot: Spot, detail: string): void {
    const before = faults.at(-1)
    if (before?.kind !== 'edited' || before.file !== spot.file || before.lastLine! < spot.line - 1) {
      add('edited', spot, detail)
    } else if (before.lastLine! < spot.line) faults[faults.length - 1] = { ...before, lastLine: spot.line }
  }

  function compare(head: Head, spot: Spot): void {
    if (range === null) return
    const from = firstDifference(range, head.range)
    if (last !== head.last && (from === null || from === head.range.size - 1)) {
      addEdited(spot, 'It is not the line that was signed.')
    } else if (last !== head.last) {
      add('rewritten', spot, `It is not the line that was signed, and lines from number ${from} on may be new as well.`)
    } else if (from !== null && faults.length === 0) {
      add('rewritten', spot, `Lines from number ${from} on are not the signed ones.`)
    }
  }

  function readOpened(line: Uint8Array, spot: Spot): void {
    const event = readLine(new TextDecoder().decode(line))
    if (event?.type !== 'opened') return
    version = event.version
    for (const text of Array.isArray(event.known) ? event.known.map(String) : []) {
      const [, writer, size] = /^(\S{1,100}) (\d{1,16})$/.exec(text) ?? []
      if (writer !== undefined) known.push({ writer, size: Number(size), ...spot })
    }
  }

  function finish(isAlive: boolean): ChainReport {
    const signed = newest?.range.size ?? 0
    if (next < signed && newest !== undefined) checkEnd(newest, signed - next)
    else if (torn !== null && newest?.state === 'closed') add('inserted', torn, 'The chain was closed before it.')
    else if (torn !== null && !isAlive) add('torn', torn, '')
    if (end !== null && next > signed && newest !== undefined) {
      if (newest.state === 'closed') add('inserted', end, `The chain was closed ${next - signed} lines before it.`)
      else if (!isAlive) add('unsigned', end, `${next - signed} lines up to this one.`)
    }
    return { faults: [...faults, ...reconcile(gaps, strays)], lines, known, version }
  }

  function checkEnd(head: Head, missing: number): void {
    if (torn !== null) add('cut-line', torn, 'A signed head covers it.')
    const afterCut = missing - (torn === null ? 0 : 1)
    const from = nextSegment
    for (; nextSegment <= head.segment; nextSegment++)
      add('missing-segment', { file: fileOf(nextSegment), line: null }, '')
    if (afterCut > 0 && from > head.segment) {
      add('truncated', torn ?? end ?? { file: fileOf(head.segment), line: 0 }, `${afterCut} signed lines are gone.`)
    }
  }

  return { segment, finish }
}

const LINE_END = 10

export function splitLines(bytes: Uint8Array): { readonly whole: readonly Uint8Array[]; readonly isTorn: boolean } {
  const whole: Uint8Array[] = []
  let from = 0
  for (let to = bytes.indexOf(LINE_END); to >= 0; to = bytes.indexOf(LINE_END, from)) {
    whole.push(bytes.subarray(from, to))
    from = to + 1
  }
  return { whole, isTorn: from < bytes.length }
}

/** Enough of a line for its link. */
const startOf = (line: Uint8Array): string => new TextDecoder().decode(line.subarray(0, 200))
