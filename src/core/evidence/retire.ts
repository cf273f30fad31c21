// Whether a whole segment may be removed, and what must be signed so that the rest of the chain still proves itself.
import { readLink } from './chain.ts'
import type { Head, Start } from './head.ts'
import { append, firstDifference, leafHash } from './merkle.ts'
import { splitLines, type Hashing } from './verify.ts'

export type Retired = {
  readonly start: Omit<Start, 'at'>
  /** When the newest line of the segment was written, by its own words. */
  readonly newestAt: string
}

/**
 * Where the chain starts without this segment; null when the segment is not exactly what was written: then it must stay.
 * `nextPrev` is what the first line after it says about its last one; null when nothing follows.
 */
export function retire(
  start: Start,
  head: Head,
  bytes: Uint8Array,
  nextPrev: string | null,
  { sha256, hash }: Hashing,
): Retired | null {
  const { whole, isTorn } = splitLines(bytes)
  let { range, last } = start
  let newestAt = ''
  for (const line of whole) {
    const link = readLink(new TextDecoder().decode(line.subarray(0, 200)))
    if (link === null || link.seq !== range.size || link.prev !== last) return null
    last = sha256(line)
    newestAt = link.at > newestAt ? link.at : newestAt
    range = append(range, leafHash(line, hash), hash)
    if (range.size === head.range.size && firstDifference(range, head.range) !== null) return null
  }
  if (nextPrev !== null && nextPrev !== last) return null
  if (whole.length === 0 || (isTorn && range.size < head.range.size)) return null
  return { start: { writer: start.writer, range, last, segment: start.segment + 1 }, newestAt }
}
