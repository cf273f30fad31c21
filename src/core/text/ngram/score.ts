// How much a stretch of a text reads like the hostile texts that a model was made from. One pass, whatever the length.
import type { Span } from '../span.ts'
import { readWords, type WordReader } from './features.ts'

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

export type Stretch = { readonly score: number; readonly span: Span }

/** The stretch of the levelled text that reads most like it, and how much; null for a text without words. */
export function mostHostile(units: Uint8Array | Uint16Array, model: Model): Stretch | null {
  const stretches = new Stretches(model)
  readWords(units, stretches)
  return stretches.done()
}

/** Slides over the words; of those that it holds it knows what each adds, where it begins and how many features it has. */
class Stretches implements WordReader {
  readonly #model: Model
  readonly #sums = new Int32Array(WINDOW)
  readonly #counts = new Int32Array(WINDOW)
  readonly #begins = new Int32Array(WINDOW)
  #words = 0
  #sum = 0
  #count = 0
  #wordSum = 0
  #wordCount = 0
  #end = 0
  #score = -Infinity
  #from = 0
  #to = 0

  constructor(model: Model) {
    this.#model = model
  }

  feature(feature: number): void {
    this.#wordSum += this.#model.weights[feature]!
    this.#wordCount += 1
  }

  word(start: number, end: number): void {
    const slot = this.#words % WINDOW
    this.#sum += this.#wordSum - this.#sums[slot]!
    this.#count += this.#wordCount - this.#counts[slot]!
    this.#sums[slot] = this.#wordSum
    this.#counts[slot] = this.#wordCount
    this.#begins[slot] = start
    this.#words += 1
    this.#wordSum = this.#wordCount = 0
    this.#end = end
    if (this.#words >= WINDOW) this.#judge(this.#begins[this.#words % WINDOW]!)
  }

  #judge(begin: number): void {
    const { bias, scale } = this.#model
    const score = bias + (scale * this.#sum) / Math.sqrt(this.#count)
    if (score <= this.#score) return
    this.#score = score
    this.#from = begin
    this.#to = this.#end
  }

  done(): Stretch | null {
    if (this.#words === 0) return null
    if (this.#words < WINDOW) this.#judge(this.#begins[0]!)
    return { score: this.#score, span: [this.#from, this.#to] }
  }
}
