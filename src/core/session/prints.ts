// Fingerprints of a text by winnowing (Schleimer, Wilkerson, Aiken, 2003; https://doi.org/10.1145/872757.872770): any two texts that
// share a long enough piece share a fingerprint, wherever the piece stands in them.
import { normalise } from '../text/normalise.ts'

/** Letters and digits in a row that make one fingerprint. Shorter rows are shared by texts that have nothing to do with each other. */
export const GRAM = 18
/** One of so many neighbouring rows is kept, so that a shared piece of this many more letters is always found. */
const WINDOW = 4
/** Shared letters and digits from which on a piece is sure to be found. */
export const SURELY_FOUND = GRAM + WINDOW - 1

/**
 * `keys[i]` stands for the row of letters that ends before `ends[i]`, counted in letters and digits of the text; `digits[i]` of
 * them are digits.
 */
export type Prints = { readonly keys: Float64Array; readonly ends: Int32Array; readonly digits: Uint8Array }

/** Numbers below 2^53: two rolling hashes together, because one of 32 bits would meet by chance. */
const [HIGH, LOW] = [0x9e3779b1, 0x85ebca6b]

/** Case, white space, quotation and punctuation do not count: they change on the way from a result to an argument. */
export function printsOf(text: string): Prints {
  const { order, other, figures } = rowsOf(lettersOf(text))
  const keys = new Float64Array(order.length)
  const ends = new Int32Array(order.length)
  const digits = new Uint8Array(order.length)
  let count = 0
  let kept = -1
  // A text that is shorter than a window has a fingerprint all the same.
  for (let last = Math.min(WINDOW, order.length) - 1; last >= 0 && last < order.length; last++) {
    const least = leastOf(order, Math.max(0, last - WINDOW + 1), last)
    if (least === kept) continue
    kept = least
    keys[count] = order[least]! * 2 ** 21 + (other[least]! >>> 11)
    digits[count] = figures[least]!
    ends[count++] = least + GRAM
  }
  return { keys: keys.subarray(0, count), ends: ends.subarray(0, count), digits: digits.subarray(0, count) }
}

/** The last one where several are alike. */
function leastOf(order: Uint32Array, first: number, last: number): number {
  let least = first
  for (let at = first + 1; at <= last; at++) if (order[at]! <= order[least]!) least = at
  return least
}

/** Two numbers for each row of letters, the first of them well mixed: the least of neighbours must not always be at an edge. */
function rowsOf(letters: Uint16Array): {
  readonly order: Uint32Array
  readonly other: Int32Array
  readonly figures: Uint8Array
} {
  const length = Math.max(0, letters.length - GRAM + 1)
  const [order, other, figures] = [new Uint32Array(length), new Int32Array(length), new Uint8Array(length)]
  const [gone1, gone2] = [power(HIGH, GRAM), power(LOW, GRAM)]
  let [hash1, hash2, count] = [0, 0, 0]
  for (let at = 0; at < letters.length; at++) {
    const [letter, old] = [letters[at]!, at >= GRAM ? letters[at - GRAM]! : 0]
    hash1 = (Math.imul(hash1, HIGH) + letter - Math.imul(old, gone1)) | 0
    hash2 = (Math.imul(hash2, LOW) + letter - Math.imul(old, gone2)) | 0
    count += isDigit(letter) - isDigit(old)
    if (at < GRAM - 1) continue
    order[at - GRAM + 1] = mixed(hash1)
    other[at - GRAM + 1] = hash2
    figures[at - GRAM + 1] = count
  }
  return { order, other, figures }
}

const isDigit = (unit: number): 0 | 1 => (unit >= 0x30 && unit <= 0x39 ? 1 : 0)

/** As `ends` counts them. */
export const countLetters = (text: string): number => lettersOf(text).length

/** The levelled letters and digits of a text, of any script. */
function lettersOf(text: string): Uint16Array {
  const { units } = normalise(text)
  const letters = new Uint16Array(units.length)
  let count = 0
  for (let at = 0; at < units.length; at++) {
    const unit = units[at]!
    if ((unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit > 0x7f) letters[count++] = unit
  }
  return letters.subarray(0, count)
}

function power(base: number, exponent: number): number {
  let value = 1
  for (let i = 0; i < exponent; i++) value = Math.imul(value, base)
  return value
}

function mixed(hash: number): number {
  let value = hash ^ (hash >>> 16)
  value = Math.imul(value, 0x45d9f3b)
  return (value ^ (value >>> 16)) >>> 0
}
