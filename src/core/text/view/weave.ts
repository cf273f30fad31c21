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

/** One strand: `at` in the new text, and the span of the old one. Copied strands lead back unit by unit. */
type Strand = { readonly at: number; readonly span: Span; readonly isCopy: boolean }

export class Weaver {
  readonly #from: Traced
  readonly #parts: string[] = []
  readonly #strands: Strand[] = []
  #length = 0

  constructor(from: Traced) {
    this.#from = from
  }

  copy(start: number, end: number): void {
    if (end > start) this.#add(this.#from.text.slice(start, end), [start, end], true)
  }

  /** Words that stand for a whole span of the old text. */
  put(words: string, span: Span): void {
    if (words !== '') this.#add(words, span, false)
  }

  done(): Traced {
    const [from, strands, length] = [this.#from, this.#strands, this.#length]
    const place = (at: number): Span => {
      const strand = strands[lastUpTo(strands, at)]!
      if (!strand.isCopy) return strand.span
      const start = strand.span[0] + at - strand.at
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

  #add(words: string, span: Span, isCopy: boolean): void {
    this.#parts.push(words)
    this.#strands.push({ at: this.#length, span, isCopy })
    this.#length += words.length
  }
}

function lastUpTo(strands: readonly Strand[], at: number): number {
  let low = 0
  for (let high = strands.length - 1; low < high;) {
    const middle = (low + high + 1) >> 1
    if (strands[middle]!.at <= at) low = middle
    else high = middle - 1
  }
  return low
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
