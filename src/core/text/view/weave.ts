// A text that is woven from parts of another one, so that every place in it leads back to where it came from.
import type { Span } from '../span.ts'

/** A text with a way back to the original that it was read from. */
export type Traced = {
  readonly text: string
  /** The span of the original that a span of `text` came from. */
  readonly spanOf: (start: number, end: number) => Span
}

export const traced = (text: string): Traced => ({
  text,
  spanOf: (start, end) => [Math.min(start, text.length), Math.min(end, text.length)],
})

/** A strand has a place in the new text and a span of the old one. Copied strands lead back unit by unit. */
export class Weaver {
  readonly #from: Traced
  readonly #parts: string[] = []
  /** Four numbers for each strand, in a row: a text may have very many. */
  readonly #strands: number[] = []
  #length = 0

  constructor(from: Traced) {
    this.#from = from
  }

  copy(start: number, end: number): void {
    if (end > start) this.#add(this.#from.text.slice(start, end), start, end, COPIED)
  }

  /** Words that stand for a whole span of the old text. */
  put(words: string, span: Span): void {
    if (words !== '') this.#add(words, span[0], span[1], PUT)
  }

  done(): Traced {
    const [from, strands, length] = [this.#from, this.#strands, this.#length]
    const place = (at: number): Span => {
      const strand = lastUpTo(strands, at)
      const from = strands[strand + START]!
      if (strands[strand + KIND] === PUT) return [from, strands[strand + END]!]
      const start = from + at - strands[strand]!
      return [start, start + 1]
    }
    return {
      text: this.#parts.join(''),
      spanOf: (start, end) => {
        if (start >= length) return from.spanOf(from.text.length, from.text.length)
        const first = place(start)
        const last = place(Math.max(start, Math.min(end, length) - 1))
        return from.spanOf(Math.min(first[0], last[0]), Math.max(first[1], last[1]))
      },
    }
  }

  #add(words: string, start: number, end: number, kind: number): void {
    this.#parts.push(words)
    this.#strands.push(this.#length, start, end, kind)
    this.#length += words.length
  }
}

const START = 1
const END = 2
const KIND = 3
const WIDTH = 4
const COPIED = 0
const PUT = 1

/** Where the numbers of the last strand begin that is not behind this place. */
function lastUpTo(strands: readonly number[], at: number): number {
  let low = 0
  for (let high = strands.length / WIDTH - 1; low < high;) {
    const middle = (low + high + 1) >> 1
    if (strands[middle * WIDTH]! <= at) low = middle
    else high = middle - 1
  }
  return low * WIDTH
}

/** The old text with some spans replaced; they are in order and do not overlap. */
export function replaced(from: Traced, changes: Iterable<readonly [span: Span, words: string]>): Traced {
  const weaver = new Weaver(from)
  let at = 0
  for (const [span, words] of changes) {
    weaver.copy(at, span[0])
    weaver.put(words, span)
    at = span[1]
  }
  weaver.copy(at, from.text.length)
  return weaver.done()
}
