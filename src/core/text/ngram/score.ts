// How much a stretch of a text reads like the hostile texts that a model was made from. One pass, whatever the length.
import type { Span } from '../span.ts'
import type { Words } from './features.ts'

export type Model = {
  /** One small integer for each feature. */
  readonly weights: Int8Array
  /** What a weight of 1 counts. */
  readonly scale: number
  readonly bias: number
  /** Above it a stretch counts as hostile. */
  readonly threshold: number
}

/** Words that are judged together. */
export const WINDOW = 32

/** The stretch of the levelled text that reads most like it, and how much; null for a text without words. */
export function mostHostile(
  words: Words,
  { weights, scale, bias }: Model,
): { readonly score: number; readonly span: Span } | null {
  const { features, starts, places } = words
  const count = starts.length - 1
  if (count === 0) return null
  let [sum, best, at] = [0, -Infinity, 0]
  const whole = Math.min(WINDOW, count)
  for (let word = 0; word < count; word++) {
    for (let i = starts[word]!; i < starts[word + 1]!; i++) sum += weights[features[i]!]!
    const first = word - WINDOW
    if (first >= 0) for (let i = starts[first]!; i < starts[first + 1]!; i++) sum -= weights[features[i]!]!
    if (word < whole - 1) continue
    const begin = Math.max(0, first + 1)
    const score = bias + (scale * sum) / Math.sqrt(starts[word + 1]! - starts[begin]!)
    if (score > best) [best, at] = [score, begin]
  }
  const last = Math.min(at + WINDOW, count) - 1
  return { score: best, span: [places[at * 2]!, places[last * 2 + 1]!] }
}
