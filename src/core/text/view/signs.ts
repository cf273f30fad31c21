// What a text may hold beside its plain words, told by one walk: so that no text pays for a kind of hiding it has no sign of.
import type { Span } from '../span.ts'
import { unitAt } from '../unit-at.ts'

export type Signs = {
  /** Escapes of terminals, or characters that may be invisible. */
  readonly hasUnseen: boolean
  /** Marks of a page: tags, links, pictures, emphasis. */
  readonly hasMarkup: boolean
  /** How many characters may be written out: `&…;`, `%41`, `\u0041`, `\n`. */
  readonly written: number
  /** Letters stand one by one, with blanks between them. */
  readonly isSpaced: boolean
  /** How many stretches may be packed bytes: long runs of letters as in base64, pairs of hex digits. */
  readonly runs: number
  /** Some of them may be hex digits. */
  readonly hasHex: boolean
}

const [PACKED, OPENS, WRITES, UNSEEN] = [1, 2, 4, 8]
/** What the letters of a run are: small, capital, or of a kind that stands in no hex digits. */
const [LOWER, UPPER, NO_HEX] = [16, 32, 64]
/** Units of base64 in a row, or pairs of hex digits that stand apart; fewer hold no order that a rule knows. */
const [LONG_RUN, MANY_PAIRS] = [16, 7]
/** Letters that stand alone, one after the other. */
const MANY_SINGLES = 9

/**
 * Controls but for tab and line feed, and what Unicode calls ignorable, private or a surrogate: whether a character is
 * really one that nobody sees is for hidden.ts to say.
 */
const UNSEEN_RANGES: readonly Span[] = [
  ...([
    [0x00, 0x08],
    [0x0b, 0x1f],
    [0x7f, 0x9f],
    [0xad, 0xad],
    [0x034f, 0x034f],
  ] as const),
  ...([
    [0x061c, 0x061c],
    [0x115f, 0x1160],
    [0x17b4, 0x17b5],
    [0x180b, 0x180f],
    [0x200b, 0x200f],
  ] as const),
  ...([
    [0x2028, 0x202e],
    [0x2060, 0x206f],
    [0x3164, 0x3164],
    [0xd800, 0xf8ff],
    [0xfe00, 0xfe0f],
  ] as const),
  ...([
    [0xfeff, 0xfeff],
    [0xffa0, 0xffa0],
    [0xfff0, 0xfffb],
  ] as const),
]

const KINDS = kindsOfUnits()

function kindsOfUnits(): Uint8Array {
  const kinds = new Uint8Array(0x1_0000)
  for (let code = 0; code < 0x80; code++) {
    const char = String.fromCharCode(code)
    kinds[code] = isPacked(char) ? packedKind(char) : /[<[\]!*~`]/.test(char) ? OPENS : /[&%\\]/.test(char) ? WRITES : 0
  }
  for (const [first, last] of UNSEEN_RANGES) kinds.fill(UNSEEN, first, last + 1)
  return kinds
}

function isPacked(char: string): boolean {
  return /[\w+/-]/.test(char)
}

function packedKind(char: string): number {
  const letter = /[a-z]/.test(char) ? LOWER : /[A-Z]/.test(char) ? UPPER : 0
  return PACKED | letter | (/[\da-f-]/i.test(char) ? 0 : NO_HEX)
}

/** Words in base64 have capitals and small letters, in hexadecimal at least one letter: not so most names, paths and numbers. */
const mayHoldWords = (letters: number): boolean =>
  (letters & (LOWER | UPPER)) === (LOWER | UPPER) || ((letters & NO_HEX) === 0 && (letters & (LOWER | UPPER)) !== 0)

/** `41`, `4142` or `0x41`. */
const isPair = (text: string, start: number, run: number, letters: number): boolean =>
  (letters & NO_HEX) === 0 ||
  (run === 4 &&
    text[start] === '0' &&
    (unitAt(text, start + 1) | SMALL) === X &&
    isHex(unitAt(text, start + 2) | SMALL) &&
    isHex(unitAt(text, start + 3) | SMALL))

/** What programs write between two pairs: a blank, a comma, a colon, or two of them. A dash belongs to a run. */
const isParted = (text: string, end: number, start: number): boolean =>
  start - end <= 2 && BETWEEN.includes(text[end]!) && BETWEEN.includes(text[start - 1]!)

const BETWEEN = ' ,:'
const X = 0x78

function hasLongHex(text: string, start: number, end: number): boolean {
  let digits = 0
  for (let at = start; at < end && digits < LONG_RUN; at++)
    digits = (KINDS[unitAt(text, at)]! & NO_HEX) === 0 ? digits + 1 : 0
  return digits === LONG_RUN
}

/** `&#` and `&name`, `%41`, `\\u`, `\\x` and the escapes of JSON. */
function isWritten(text: string, at: number): boolean {
  const next = unitAt(text, at + 1) | SMALL
  switch (text[at]) {
    case '&':
      return text[at + 1] === '#' || isLetter(next)
    case '%':
      return isHex(next) && isHex(unitAt(text, at + 2) | SMALL)
    default:
      return next === 0x75 || next === 0x78 || ESCAPED.includes(text[at + 1] ?? ' ')
  }
}

/** What JSON writes with a backslash, but for the backslash itself: where that matters, one of these follows. */
const ESCAPED = 'nrt"/'

/** `<b`, `</`, `<!`, `](`, `]:`, `![`, and a mark between two letters. */
function isMark(text: string, at: number): boolean {
  const next = text[at + 1]
  switch (text[at]) {
    case '<':
      return next === '!' || next === '/' || isLetter(unitAt(text, at + 1) | SMALL)
    case ']':
      return next === '(' || next === ':'
    case '!':
      return next === '['
    case '[':
      return false
    default:
      return at > 0 && !isBlank(unitAt(text, at - 1)) && !isBlank(unitAt(text, at + 1))
  }
}

/** Makes a capital of ASCII a small letter. */
const SMALL = 0x20
const isLetter = (code: number): boolean => code >= 0x61 && code <= 0x7a
const isHex = (code: number): boolean => (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66)
const isBlank = (code: number): boolean => !(code > 0x20)

export function signsOf(text: string): Signs {
  let [seen, written, runs, pairs, singles, last] = [0, 0, 0, 0, 0, 0]
  let [isSpaced, hasHex] = [false, false]
  const { length } = text
  for (let at = 0; at < length; at++) {
    const kind = KINDS[unitAt(text, at)]!
    if ((kind & PACKED) === 0) {
      if (kind === WRITES) written += isWritten(text, at) ? 1 : 0
      else if (kind !== 0 && (kind !== OPENS || isMark(text, at))) seen |= kind
      continue
    }
    const start = at
    let letters = kind
    for (at += 1; at < length; at++) {
      const next = KINDS[unitAt(text, at)]!
      if ((next & PACKED) === 0) break
      letters |= next
    }
    const run = at - start
    if (run >= LONG_RUN) {
      if (mayHoldWords(letters)) runs += 1
      hasHex ||= hasLongHex(text, start, start + run)
    }
    if (run !== 2 && run !== 4) pairs = 0
    else if (isPair(text, start, run, letters)) pairs = pairs > 0 && isParted(text, last, start) ? pairs + 1 : 1
    else pairs = 0
    last = at
    if (pairs === MANY_PAIRS) {
      runs += 1
      hasHex = true
    }
    singles = run === 1 ? singles + 1 : 0
    if (singles === MANY_SINGLES) isSpaced = true
    at -= 1
  }
  return { hasUnseen: (seen & UNSEEN) !== 0, hasMarkup: (seen & OPENS) !== 0, written, isSpaced, runs, hasHex }
}
