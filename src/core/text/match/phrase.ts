// Wordings that are looked for in a text: a few rare words first, all of them in one walk; the whole wording only near those.
import type { Span } from '../span.ts'

/** What a rule looks for. Every match holds one of the words in `near`, and reaches at most `REACH` units to either side of it. */
export type Phrase = {
  /** As they stand in a levelled text (see normalise.ts): small letters, single blanks. */
  readonly near: readonly string[]
  /** On the levelled text. Flag `g`; every repetition in it is bounded, so that the work stays linear. */
  readonly pattern: RegExp
}

/** UTF-16 units. */
export const REACH = 240

export const phrase = (near: readonly string[], pattern: RegExp): Phrase => ({ near, pattern })

/** Every match of the pattern that holds one of the hits: the places of words of `near`, in the order of their starts. */
export function confirm({ pattern }: Phrase, text: string, hits: readonly Span[]): Span[] {
  const found: Span[] = []
  let next = 0
  for (const [start, end] of windows(hits)) {
    for (const { 0: words, index } of text.slice(start, end).matchAll(pattern)) {
      const span = [start + index, start + index + words.length] as const
      while (next < hits.length && hits[next]![0] < span[0]) next += 1
      if (holdsOne(span, hits, next)) found.push(span)
    }
  }
  return found
}

function holdsOne([, end]: Span, hits: readonly Span[], from: number): boolean {
  for (let at = from; at < hits.length && hits[at]![0] < end; at++) if (hits[at]![1] <= end) return true
  return false
}

/** Stretches of text around the hits; those that touch are one. */
function* windows(hits: readonly Span[]): Generator<Span> {
  let open: [number, number] | null = null
  for (const [hitStart, hitEnd] of hits) {
    const start = Math.max(0, hitStart - REACH)
    const end = hitEnd + REACH
    if (open !== null && start <= open[1]) open[1] = Math.max(open[1], end)
    else {
      if (open !== null) yield open
      open = [start, end]
    }
  }
  if (open !== null) yield open
}
