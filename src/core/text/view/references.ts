// Characters that are written out: references of HTML, percent signs of URLs, backslash escapes of programs.
import type { Span } from '../span.ts'
import { charactersOf } from './bytes.ts'
import { replaced, type Traced } from './weave.ts'

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
  const changes: Change[] = []
  // Sticky, and so of this walk alone: each is tried only where its first sign stands.
  const readers = new Map([
    [AMPERSAND, referenceIn(text)],
    [PERCENT, percentIn(text)],
    [BACKSLASH, escapeIn(text)],
  ])
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === AMPERSAND || code === PERCENT || code === BACKSLASH)
      at += Math.max(readers.get(code)!(at, changes), 1) - 1
  }
  return changes.length === 0 ? null : replaced(from, changes)
}

type Change = readonly [span: Span, words: string]
/** Adds what stands at a place, and answers how many units that are; 0: nothing that is written out. */
type ReadAt = (at: number, changes: Change[]) => number

const AMPERSAND = 0x26
const PERCENT = 0x25
const BACKSLASH = 0x5c

function referenceIn(text: string): ReadAt {
  const written = /&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]{2,16}));?/iy
  return (at, changes) => {
    written.lastIndex = at
    const [found = '', hex, decimal, name] = written.exec(text) ?? []
    if (name !== undefined) return put(at, found, nameOf(name), changes)
    if (hex !== undefined) return put(at, found, pointOf(Number.parseInt(hex, 16)), changes)
    return decimal === undefined ? 0 : put(at, found, pointOf(Number(decimal)), changes)
  }
}

const nameOf = (name: string): string | undefined =>
  Object.hasOwn(NAMES, name.toLowerCase()) ? NAMES[name.toLowerCase()] : undefined

const pointOf = (code: number): string | undefined => (code <= 0x10_ffff ? String.fromCodePoint(code) : undefined)

function put(at: number, found: string, words: string | undefined, changes: Change[]): number {
  if (words !== undefined) changes.push([[at, at + found.length], words])
  return found.length
}

function percentIn(text: string): ReadAt {
  const written = /(?:%[\da-f]{2})+/iy
  return (at, changes) => {
    written.lastIndex = at
    const [found = ''] = written.exec(text) ?? []
    const bytes = new Uint8Array(found.length / 3)
    for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(found.slice(i * 3 + 1, i * 3 + 3), 16)
    for (const { char, start, end } of charactersOf(bytes)) changes.push([[at + start * 3, at + end * 3], char])
    return found.length
  }
}

function escapeIn(text: string): ReadAt {
  const written = /\\(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2})|([nrt"'/\\]))/iy
  return (at, changes) => {
    written.lastIndex = at
    const [found = '', braced, four, two, sign] = written.exec(text) ?? []
    if (sign !== undefined) return put(at, found, SIGNS[sign.toLowerCase()] ?? sign, changes)
    return found === '' ? 0 : put(at, found, pointOf(Number.parseInt(braced ?? four ?? two ?? '', 16)), changes)
  }
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
