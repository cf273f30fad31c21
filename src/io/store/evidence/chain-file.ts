// A growing chain on disk: links each line to the one before, and starts a new file in time.
import { lineText, NO_LINE, type LogEvent } from '../../../core/evidence/chain.ts'
import { append, EMPTY, type Range } from '../../../core/evidence/merkle.ts'
import { sha256 } from '../../file/sha256.ts'
import { createSegment, type Segment } from './segment.ts'
import { hash } from './signer.ts'

/** How far the chain goes: what a head says about it. */
export type Position = { readonly range: Range; readonly last: string; readonly segment: number }

export type ChainFile = {
  /** The number of the line. When it throws, nothing of the line was kept, or `isSound` is false. */
  readonly append: (event: LogEvent) => number
  readonly position: () => Position
  readonly isSound: () => boolean
  readonly sync: () => Promise<void>
  readonly close: () => void
}

export type ChainOptions = {
  readonly now: () => Date
  readonly segmentBytes: number
  /** A file that ends within a day can be removed when its day has passed. */
  readonly segmentMs: number
}

const LINE_END = 10

export function createChain(pathOf: (segment: number) => string, options: ChainOptions): ChainFile {
  const { now, segmentBytes, segmentMs } = options
  let position: Position = { range: EMPTY, last: NO_LINE, segment: 1 }
  let segment = createSegment(pathOf(1), 1, now().getTime())
  let finished: Segment[] = []
  let scratch = Buffer.allocUnsafe(64 * 1024)

  let told = { ms: Number.NaN, text: '' }

  /** Several lines are written in one millisecond. */
  const textOf = (at: Date): string => {
    const ms = at.getTime()
    if (told.ms !== ms) told = { ms, text: at.toISOString() }
    return told.text
  }

  const segmentFor = (at: Date): Segment => {
    if (segment.size() < segmentBytes && at.getTime() - segment.openedAt < segmentMs) return segment
    const next = createSegment(pathOf(segment.number + 1), segment.number + 1, at.getTime())
    finished.push(segment)
    segment = next
    return next
  }

  return {
    append: (event) => {
      const at = now()
      const { range, last } = position
      const text = lineText({ seq: range.size, at: textOf(at), prev: last }, event)
      if (scratch.length < text.length * 3 + 2) scratch = Buffer.allocUnsafe(text.length * 3 + 2)
      // The zero before the line makes it a leaf of RFC 6962, so that both digests are taken without a copy.
      scratch[0] = 0
      const end = 1 + scratch.write(text, 1, 'utf8')
      scratch[end] = LINE_END
      const file = segmentFor(at)
      file.append(scratch.subarray(1, end + 1))
      position = {
        range: append(range, hash(scratch.subarray(0, end)), hash),
        last: sha256(scratch.subarray(1, end)),
        segment: file.number,
      }
      return range.size
    },
    position: () => position,
    isSound: () => segment.isSound(),
    sync: async () => {
      const done = finished
      finished = []
      for (const old of done) await old.sync().finally(old.close)
      await segment.sync()
    },
    close: () => {
      for (const file of [...finished, segment]) file.close()
    },
  }
}
