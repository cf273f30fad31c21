// How much a stretch of a text reads like the hostile texts that a model was made from. One pass, whatever the length.
import type { Span } from '../span.ts'
import { ownFeatures, pairFeature, readWords, signFeature, type WordReader } from './features.ts'

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

type Units = Uint8Array | Uint16Array

/** Words of a text that are known again where they stand once more. */
const KNOWN = 512
const NONE = new Uint8Array()

/**
 * Slides over the words of one text after the other; of those that it holds it knows what each adds, where it begins and how many
 * features it has. What a word adds by itself is found once for each text: most words of a long one stand there before.
 */
export class Classifier implements WordReader {
  readonly threshold: number
  readonly #model: Model
  readonly #sums = new Int32Array(WINDOW)
  readonly #counts = new Int32Array(WINDOW)
  readonly #begins = new Int32Array(WINDOW)
  /** By the last bits of their numbers: where a word ends, 0 for none, how long it is, and what it adds. */
  readonly #ends = new Uint32Array(KNOWN)
  readonly #lengths = new Uint32Array(KNOWN)
  readonly #ownSums = new Int32Array(KNOWN)
  readonly #ownCounts = new Int32Array(KNOWN)
  #units: Units = NONE
  #words = 0
  #sum = 0
  #count = 0
  #ownSum = 0
  #ownCount = 0
  #end = 0
  #score = -Infinity
  #from = 0
  #to = 0

  constructor(model: Model) {
    this.#model = model
    this.threshold = model.threshold
  }

  /** The stretch of a levelled text that reads most like it, and how much; null for a text without words. */
  mostHostile(units: Units): Stretch | null {
    this.#units = units
    for (const one of [this.#sums, this.#counts, this.#ends]) one.fill(0)
    this.#words = this.#sum = this.#count = this.#end = this.#from = this.#to = 0
    this.#score = -Infinity
    readWords(units, this)
    this.#units = NONE
    return this.#done()
  }

  word(start: number, end: number, number: number, before: number): void {
    const slot = number & (KNOWN - 1)
    if (!this.#isKnown(slot, start, end)) this.#learn(slot, start, end, number)
    const pair = this.#model.weights[pairFeature(number, before)]!
    this.#add(start, end, this.#ownSums[slot]! + pair, this.#ownCounts[slot]! + 1)
  }

  sign(at: number, number: number): void {
    this.#add(at, at + 1, this.#model.weights[signFeature(number)]!, 1)
  }

  /** Letter by letter: other words may have the same number. */
  #isKnown(slot: number, start: number, end: number): boolean {
    const [units, known, length] = [this.#units, this.#ends[slot]!, end - start]
    if (known === 0 || this.#lengths[slot] !== length) return false
    for (let back = 1; back <= length; back++) if (units[known - back] !== units[end - back]) return false
    return true
  }

  #learn(slot: number, start: number, end: number, number: number): void {
    this.#ownSum = this.#ownCount = 0
    ownFeatures(this.#units, start, end, number, this.#feature)
    this.#ends[slot] = end
    this.#lengths[slot] = end - start
    this.#ownSums[slot] = this.#ownSum
    this.#ownCounts[slot] = this.#ownCount
  }

  readonly #feature = (feature: number): void => {
    this.#ownSum += this.#model.weights[feature]!
    this.#ownCount += 1
  }

  #add(start: number, end: number, sum: number, count: number): void {
    const slot = this.#words % WINDOW
    this.#sum += sum - this.#sums[slot]!
    this.#count += count - this.#counts[slot]!
    this.#sums[slot] = sum
    this.#counts[slot] = count
    this.#begins[slot] = start
    this.#words += 1
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

  #done(): Stretch | null {
    if (this.#words === 0) return null
    if (this.#words < WINDOW) this.#judge(this.#begins[0]!)
    return { score: this.#score, span: [this.#from, this.#to] }
  }
}
