// How long the rules need for 1 KB and for 8 KB of the very texts that were judged.
import type { Speed } from '../../core/model/detection.ts'
import { quantile } from '../../core/measure/statistics.ts'
import { judged } from './answer.ts'

const KB = 1024
/** Characters kept of each set, so that none of them makes up the whole text. */
const KEPT_OF_SET = 64 * KB
const KEPT = 512 * KB
const WARM_UP = 50

/** Collects texts while they are judged, and times the rules on them afterwards. */
export function speedometer(clock: () => number): {
  readonly keep: (set: string, text: string) => void
  readonly measure: () => Speed
} {
  const kept = new Map<string, string>()
  return {
    keep: (set, text) => {
      const known = kept.get(set) ?? ''
      if (known.length < KEPT_OF_SET) kept.set(set, `${known}${text}\n`.slice(0, KEPT_OF_SET))
    },
    measure: () => measured([...kept.values()].join('').slice(0, KEPT), clock),
  }
}

function measured(text: string, clock: () => number): Speed {
  if (text === '') return { p50Us1k: null, p95Us1k: null, p50Us8k: null, p95Us8k: null, mbPerS: null }
  const large = piecesOf(text, 8 * KB)
  const small = piecesOf(text, KB)
  for (const piece of small.slice(0, WARM_UP)) judged(toolOf(piece))
  const times1k = small.map((piece) => timed(piece, clock))
  const times8k = large.map((piece) => timed(piece, clock))
  const seconds = times8k.reduce((sum, time) => sum + time, 0) / 1e6
  const bytes = large.reduce((sum, piece) => sum + new TextEncoder().encode(piece).length, 0)
  return {
    p50Us1k: rounded(quantile(times1k, 0.5)),
    p95Us1k: rounded(quantile(times1k, 0.95)),
    p50Us8k: rounded(quantile(times8k, 0.5)),
    p95Us8k: rounded(quantile(times8k, 0.95)),
    mbPerS: rounded(bytes / 1e6 / seconds),
  }
}

/** Pieces of exactly this size; a text that is too short is repeated. */
function piecesOf(text: string, size: number): string[] {
  const whole = text.length < size ? text.repeat(Math.ceil(size / text.length)) : text
  return Array.from({ length: Math.floor(whole.length / size) }, (_, i) => whole.slice(i * size, (i + 1) * size))
}

const toolOf = (description: string) => ({ name: 'tool', description })

/** Microseconds. */
function timed(piece: string, clock: () => number): number {
  const start = clock()
  judged(toolOf(piece))
  return (clock() - start) * 1000
}

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10)
