// Where in a text a number of a person or a wallet may be: words and groups of digits of the right size, long rows of words
// like those of seeds, and at-signs. One walk, in which most texts leave nothing behind.
import type { Span } from '../span.ts'
import { unitAt } from '../unit-at.ts'
import { SEED_WORDS } from './seed-words.data.ts'

export type Pieces = {
  /** Digits that go on in groups, are many, or follow a plus sign: the first group. */
  readonly numbers: readonly Span[]
  /** Words of letters and digits of ASCII that have the length of a key or an address, or begin like an account. */
  readonly mixed: readonly Span[]
  /** At least twelve words in a row that may all be in the list of seed words. */
  readonly rows: readonly Span[]
  readonly atSigns: readonly number[]
}

const [DIGIT, LETTER, AT, ESCAPE] = [1, 2, 4, 8]
/** By UTF-16 unit: a table for all of them spares a question for each. */
const KINDS = kindsOfUnits()

function kindsOfUnits(): Uint8Array {
  const kinds = new Uint8Array(0x1_0000)
  for (let code = 0; code < 0x80; code++) {
    const char = String.fromCharCode(code)
    kinds[code] = /\d/.test(char)
      ? DIGIT
      : /[A-Za-z]/.test(char)
        ? LETTER
        : char === '@'
          ? AT
          : char === '\\'
            ? ESCAPE
            : 0
  }
  return kinds
}

/** Nothing behind the end of a text. */
const kindAt = (text: string, at: number): number => (at < text.length ? KINDS[unitAt(text, at)]! : 0)

/** The longest of the seed words of BIP-39, and the fewest of them in a row. */
const [LONGEST, FEWEST] = [8, 12]

/** Lengths, first and last letters that seed words have: three questions in one, which most words of a language fail. */
const LIKE = likeSeedWords()

function likeSeedWords(): Uint8Array {
  const like = new Uint8Array((LONGEST + 1) << 10)
  for (const word of SEED_WORDS) like[placeOf(word, 0, word.length)] = 1
  return like
}

/** Small letters and capitals are the same. */
function placeOf(text: string, start: number, end: number): number {
  return ((end - start) << 10) | ((unitAt(text, start) & 31) << 5) | (unitAt(text, end - 1) & 31)
}

const mayBeSeedWord = (text: string, start: number, end: number): boolean =>
  end - start <= LONGEST && LIKE[placeOf(text, start, end)] === 1

/** Between two words of a row: a blank, a line end, `",` and an indented `"`, or a number with its dot. */
const WIDEST_GAP = 16
/** Of a list of addresses these are enough. */
const MOST_AT_SIGNS = 5_000

export function piecesOf(text: string): Pieces {
  const numbers: Span[] = []
  const mixed: Span[] = []
  const rows: Span[] = []
  const atSigns: number[] = []
  let [row, rowStart, rowEnd] = [0, 0, 0]
  const { length } = text
  for (let at = 0; at < length;) {
    let kind = KINDS[unitAt(text, at)]!
    if (kind !== DIGIT && kind !== LETTER) {
      if (kind === AT && atSigns.length < MOST_AT_SIGNS) atSigns.push(at)
      at += kind === ESCAPE && ESCAPED.has(text[at + 1]) ? 2 : 1
      continue
    }
    const start = at
    let seen = kind
    for (at += 1; at < length; at++) {
      kind = KINDS[unitAt(text, at)]!
      if (kind !== DIGIT && kind !== LETTER) break
      seen |= kind
    }
    if (seen === LETTER) {
      const isLike = mayBeSeedWord(text, start, at)
      if (isLike && row > 0 && start - rowEnd <= WIDEST_GAP) row += 1
      else {
        if (row >= FEWEST) rows.push([rowStart, rowEnd])
        row = isLike ? 1 : 0
        rowStart = start
      }
      rowEnd = at
    } else if (seen === DIGIT) {
      if (mayBeNumber(text, start, at)) numbers.push([start, at])
    } else if (mayBeMixed(text, start, at - start)) mixed.push([start, at])
  }
  if (row >= FEWEST) rows.push([rowStart, rowEnd])
  return { numbers, mixed, rows, atSigns }
}

/** In JSON that is itself a text the letter of `\n` is no part of the word behind it. */
const ESCAPED: ReadonlySet<string | undefined> = new Set(['n', 'r', 't', 'b', 'f'])

/** What stands before a place: a blank where it belongs to an escape. */
export function charBefore(text: string, at: number): string {
  const char = text[at - 1] ?? ''
  return ESCAPED.has(char) && text[at - 2] === '\\' ? ' ' : char
}

const PLUS = 0x2b
/** The lengths of numbers that are written without groups: cards, and the longest of states. */
const [FEWEST_DIGITS, MOST_DIGITS] = [13, 19]

function mayBeNumber(text: string, start: number, end: number): boolean {
  const length = end - start
  if (unitAt(text, start - 1) === PLUS) return true
  if (length === 3 || length === 4) {
    return kindAt(text, end) === 0 && (isDigit(text, end + 1) || isDigit(text, end + 2))
  }
  return length >= FEWEST_DIGITS && length <= MOST_DIGITS
}

/** The shortest and the longest of what wallets write, and the length of two numbers of states. */
const [SHORTEST_KEY, LONGEST_KEY] = [26, 111]

const mayBeMixed = (text: string, start: number, length: number): boolean =>
  (length >= SHORTEST_KEY && length <= LONGEST_KEY) ||
  length === 16 ||
  length === 18 ||
  (length >= 4 && isDigit(text, start + 2) && isDigit(text, start + 3) && isCapital(text, start))

const isCapital = (text: string, at: number): boolean => unitAt(text, at) >= 0x41 && unitAt(text, at) <= 0x5a
const isDigit = (text: string, at: number): boolean => kindAt(text, at) === DIGIT
