// What a classifier sees of a text: for each word a few numbers that stand for the word, for it with the one before, and for
// every four letters of it. Integers only, so that they are the same on every machine.
import { normalise } from '../normalise.ts'

/** The numbers lie below this. */
export const FEATURES = 2 ** 18

export type Words = {
  /** The features of all words, one word after the other. */
  readonly features: Int32Array
  /** Where the features of each word begin; one more entry than there are words. */
  readonly starts: Int32Array
  /** Where each word begins and ends in the levelled text. */
  readonly places: Int32Array
}

const KIND = { word: 1, pair: 2, letters: 3, sign: 5 } as const
const START = 0x811c9dc5 | 0
const BLANK = 0x20
/** Letters of longer words come in no new groups. */
const LONGEST = 24

/** Words are runs of letters and digits; every other sign but a blank is a word of its own. */
export function wordsOf(text: string): Words {
  const { units } = normalise(text)
  const gathered = new Gathered(units.length)
  let [start, hash] = [0, START]
  for (let at = 0; at <= units.length; at++) {
    const unit = units[at] ?? BLANK
    if (isOfWord(unit)) {
      hash = Math.imul(hash ^ unit, 0x01000193)
      continue
    }
    if (at > start) gathered.word(units, start, at, hash)
    if (unit !== BLANK) gathered.sign(unit, at)
    start = at + 1
    hash = START
  }
  return gathered.done()
}

const isOfWord = (unit: number): boolean =>
  (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit > 0x7f || unit === 0x27

class Gathered {
  readonly #features: Int32Array
  readonly #starts: Int32Array
  readonly #places: Int32Array
  #count = 0
  #words = 0
  #before = 0

  /** A word of n letters has at most n + 1 features, and there are no more words than units. */
  constructor(units: number) {
    this.#features = new Int32Array(units * 3 + 3)
    this.#starts = new Int32Array(units + 2)
    this.#places = new Int32Array(units * 2 + 2)
  }

  word(units: Uint8Array | Uint16Array, start: number, end: number, hash: number): void {
    this.#put(hash, KIND.word)
    this.#put(Math.imul(this.#before, 31) ^ hash, KIND.pair)
    if (end - start >= 3) {
      let group = BLANK
      const last = Math.min(end, start + LONGEST)
      for (let at = start; at <= last; at++) {
        group = (group << 8) | ((at < last ? units[at]! : BLANK) & 0xff)
        if (at - start >= 2) this.#put(group, KIND.letters)
      }
    }
    this.#end(start, end, hash)
  }

  sign(unit: number, at: number): void {
    this.#put(unit, KIND.sign)
    this.#end(at, at + 1, unit)
  }

  #put(value: number, kind: number): void {
    let mixed = Math.imul(value ^ kind, 0x9e3779b1)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x85ebca77)
    mixed ^= mixed >>> 13
    this.#features[this.#count++] = mixed & (FEATURES - 1)
  }

  #end(start: number, end: number, hash: number): void {
    this.#places[this.#words * 2] = start
    this.#places[this.#words * 2 + 1] = end
    this.#before = hash
    this.#starts[++this.#words] = this.#count
  }

  done(): Words {
    return {
      features: this.#features.subarray(0, this.#count),
      starts: this.#starts.subarray(0, this.#words + 1),
      places: this.#places.subarray(0, this.#words * 2),
    }
  }
}
