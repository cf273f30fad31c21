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
export const printsOf = (text: string): Prints => printsOfLetters(lettersOf(text))

export function printsOfLetters(letters: Uint16Array): Prints {
  const { order, other, figures } = rowsOf(letters)
  const kept = keptOf(order)
  const keys = new Float64Array(kept.length)
  const ends = new Int32Array(kept.length)
  const digits = new Uint8Array(kept.length)
  for (let at = 0; at < kept.length; at++) {
    const row = kept[at]!
    keys[at] = order[row]! * 2 ** 21 + (other[row]! >>> 11)
    ends[at] = row + GRAM
    digits[at] = figures[row]!
  }
  return { keys, ends, digits }
}

/** The least row of each window, by its place. A text that is shorter than a window has one all the same. */
function keptOf(order: Uint32Array): Int32Array {
  const places = new Int32Array(order.length)
  let count = 0
  let kept = -1
  for (let last = Math.min(WINDOW, order.length) - 1; last >= 0 && last < order.length; last++) {
    const first = Math.max(0, last - WINDOW + 1)
    // The one before is looked for anew only where it is no neighbour any more.
    const least = kept < first ? leastOf(order, first, last) : order[last]! <= order[kept]! ? last : kept
    if (least === kept) continue
    kept = least
    places[count++] = least
  }
  return places.subarray(0, count)
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
  let hash1 = 0
  let hash2 = 0
  let count = 0
  let old = 0
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at]!
    hash1 = (Math.imul(hash1, HIGH) + letter - Math.imul(old, gone1)) | 0
    hash2 = (Math.imul(hash2, LOW) + letter - Math.imul(old, gone2)) | 0
    count += isDigit(letter) - isDigit(old)
    const row = at - GRAM + 1
    if (row < 0) continue
    order[row] = mixed(hash1)
    other[row] = hash2
    figures[row] = count
    // What leaves with the next one.
    old = letters[row]!
  }
  return { order, other, figures }
}

const isDigit = (unit: number): 0 | 1 => (unit >= 0x30 && unit <= 0x39 ? 1 : 0)

/** 1 for the small letters and digits of ASCII. */
const COUNTS = Uint8Array.from({ length: 128 }, (_, unit) => (/[a-z0-9]/.test(String.fromCharCode(unit)) ? 1 : 0))

/** The levelled letters and digits of a text, of any script, as `ends` counts them. */
export function lettersOf(text: string): Uint16Array {
  // Before anything else: capitals of other scripts look like other letters than their small ones do.
  const { units } = normalise(text.toLowerCase())
  const letters = new Uint16Array(units.length)
  let count = 0
  for (let at = 0; at < units.length; at++) {
    const unit = units[at]!
    // Written in any case, and over where it does not count: asking at each blank takes twice as long.
    letters[count] = unit
    count += unit > 0x7f ? 1 : COUNTS[unit]!
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
