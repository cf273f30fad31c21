// Characters that are written out: references of HTML, percent signs of URLs, backslash escapes of programs.
import { unitAt } from '../unit-at.ts'
import { charactersOf } from './bytes.ts'
import { hexValue } from './hex.ts'
import { type Traced, Weaver } from './weave.ts'

/** The names that spell text or split it; browsers know two thousand more, for signs that are no part of words. */
const NAMES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  bsol: '\\',
  colon: ':',
  comma: ',',
  emsp: ' ',
  ensp: ' ',
  excl: '!',
  gt: '>',
  lowbar: '_',
  lpar: '(',
  lsqb: '[',
  lt: '<',
  nbsp: ' ',
  newline: '\n',
  num: '#',
  percnt: '%',
  period: '.',
  quot: '"',
  rpar: ')',
  rsqb: ']',
  semi: ';',
  shy: '\u00ad',
  sol: '/',
  tab: '\t',
  thinsp: ' ',
  zerowidthspace: '\u200b',
  zwj: '\u200d',
  zwnj: '\u200c',
}

/** Behind a backslash, as in JSON. A line that ends there parts words like any other. */
const SIGNS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** The text with one level of them resolved, or null where it holds none. */
export function resolved(from: Traced): Traced | null {
  const { text } = from
  const spelled = new Spelled(from)
  const { length } = text
  for (let at = 0; at < length;) {
    const code = unitAt(text, at)
    const past = code === AMPERSAND || code === PERCENT || code === BACKSLASH ? READERS[code](text, at, spelled) : at
    at = Math.max(past, at + 1)
  }
  return spelled.done()
}

/** Puts what stands at a place, and tells where that ends; where it begins: nothing is written out there. */
type ReadAt = (text: string, at: number, spelled: Spelled) => number

const AMPERSAND = 0x26
const PERCENT = 0x25
const BACKSLASH = 0x5c
const READERS: Readonly<Record<typeof AMPERSAND | typeof PERCENT | typeof BACKSLASH, ReadAt>> = {
  [AMPERSAND]: referenceAt,
  [PERCENT]: percentAt,
  [BACKSLASH]: escapeAt,
}

/** The new text as far as it is made. Signs and their numbers are read by hand: a pattern makes a list for each. */
class Spelled {
  readonly #from: Traced
  readonly #weaver: Weaver
  #copied = 0

  constructor(from: Traced) {
    this.#from = from
    this.#weaver = new Weaver(from)
  }

  put(words: string, start: number, end: number): void {
    this.#weaver.copy(this.#copied, start)
    this.#weaver.put(words, [start, end])
    this.#copied = end
  }

  done(): Traced | null {
    if (this.#copied === 0) return null
    this.#weaver.copy(this.#copied, this.#from.text.length)
    return this.#weaver.done()
  }
}

/** `&#x41;`, `&#65;` and `&amp;`, also without the semicolon. */
function referenceAt(text: string, at: number, spelled: Spelled): number {
  const isNumber = text[at + 1] === '#'
  const isHex = isNumber && (unitAt(text, at + 2) | SMALL) === X
  const start = at + (isHex ? 3 : isNumber ? 2 : 1)
  const count = isHex
    ? run(text, start, 6, HEX)
    : isNumber
      ? run(text, start, 7, DECIMAL)
      : run(text, start, 16, LETTER)
  if (count < (isNumber ? 1 : 2)) return at
  const said = text.slice(start, start + count)
  const words = isNumber ? pointOf(Number.parseInt(said, isHex ? 16 : 10)) : nameOf(said.toLowerCase())
  const end = start + count + (text[start + count] === ';' ? 1 : 0)
  if (words !== null) spelled.put(words, at, end)
  return end
}

const nameOf = (name: string): string | null => (Object.hasOwn(NAMES, name) ? NAMES[name]! : null)

const pointOf = (code: number): string | null => (code <= 0x10_ffff ? String.fromCodePoint(code) : null)

/** `%41`, and pairs in a row that spell a character of several bytes. */
function percentAt(text: string, at: number, spelled: Spelled): number {
  const first = pairAt(text, at)
  if (first < 0) return at
  if (first < 0x80) {
    spelled.put(String.fromCharCode(first), at, at + 3)
    return at + 3
  }
  const bytes = [first]
  for (let next = pairAt(text, at + 3); next >= 0x80; next = pairAt(text, at + bytes.length * 3)) bytes.push(next)
  for (const { char, start, end } of charactersOf(Uint8Array.from(bytes)))
    spelled.put(char, at + start * 3, at + end * 3)
  return at + bytes.length * 3
}

/** -1: there is none. */
function pairAt(text: string, at: number): number {
  if (unitAt(text, at) !== PERCENT) return -1
  const high = hexValue(unitAt(text, at + 1))
  const low = hexValue(unitAt(text, at + 2))
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

/** `\u{1F600}`, `\u0041`, `\x41`, and the signs of JSON. */
function escapeAt(text: string, at: number, spelled: Spelled): number {
  const sign = text[at + 1] ?? ''
  if (ESCAPED.includes(sign.toLowerCase()) && sign !== '') {
    spelled.put(SIGNS[sign.toLowerCase()] ?? sign, at, at + 2)
    return at + 2
  }
  const kind = sign.toLowerCase()
  if (kind !== 'u' && kind !== 'x') return at
  const isBraced = kind === 'u' && text[at + 2] === '{'
  const start = at + (isBraced ? 3 : 2)
  const most = isBraced ? 6 : kind === 'u' ? 4 : 2
  const count = run(text, start, most, HEX)
  if (isBraced ? count === 0 || text[start + count] !== '}' : count < most) return at
  const end = start + count + (isBraced ? 1 : 0)
  const words = pointOf(Number.parseInt(text.slice(start, start + count), 16))
  if (words !== null) spelled.put(words, at, end)
  return end
}

const ESCAPED = 'nrt"\'/\\'

const X = 0x78
/** Makes a capital of ASCII a small letter. */
const SMALL = 0x20

const DECIMAL = 1
const HEX = 2
const LETTER = 4
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code)
  return (/\d/.test(char) ? DECIMAL : 0) | (/[\da-f]/i.test(char) ? HEX : 0) | (/[a-z]/i.test(char) ? LETTER : 0)
})

/** How many of a kind stand there in a row, up to so many. */
function run(text: string, start: number, most: number, kind: number): number {
  let count = 0
  while (count < most && (KINDS[unitAt(text, start + count)]! & kind) !== 0) count += 1
  return count
}

/** ROT13, for lists of literals that are to be found in that spelling too. */
export const rot13 = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => {
    const first = letter <= 'Z' ? 65 : 97
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first)
  })

const LEET: Readonly<Record<string, string>> = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' }

/** The usual digits for letters, for the same lists. */
export const leet = (text: string): string => text.toLowerCase().replace(/[aeiost]/g, (letter) => LEET[letter]!)
