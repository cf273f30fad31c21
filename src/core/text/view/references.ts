// Characters that are written out: references of HTML, percent signs of URLs, backslash escapes of programs.
import type { Span } from '../span.ts'
import { charactersOf } from './bytes.ts'
import { replaced, type Traced } from './weave.ts'

const WRITTEN =
  /&(?:#(?<decimal>\d{1,7})|#x(?<hex>[\da-f]{1,6})|(?<name>[a-z]{2,16}));?|(?<percent>(?:%[\da-f]{2})+)|\\(?:u\{(?<braced>[\da-f]{1,6})\}|u(?<four>[\da-f]{4})|x(?<two>[\da-f]{2})|(?<sign>[nrt"'/\\]))/gi

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
  if (!/&[#a-z]|%[\da-f]{2}|\\[nrtux"'/\\]/i.test(from.text)) return null
  const changes: (readonly [Span, string])[] = []
  for (const { 0: found, index, groups = {} } of from.text.matchAll(WRITTEN)) {
    if (groups['percent'] !== undefined) percent(index, found, changes)
    else {
      const words = wordOf(groups)
      if (words !== undefined) changes.push([[index, index + found.length], words])
    }
  }
  return changes.length === 0 ? null : replaced(from, changes)
}

function wordOf(groups: Readonly<Record<string, string | undefined>>): string | undefined {
  const { decimal, name, sign } = groups
  if (sign !== undefined) return SIGNS[sign.toLowerCase()] ?? sign
  if (name !== undefined) return Object.hasOwn(NAMES, name.toLowerCase()) ? NAMES[name.toLowerCase()] : undefined
  const hex = groups['hex'] ?? groups['braced'] ?? groups['four'] ?? groups['two'] ?? '0'
  const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
  return code <= 0x10_ffff ? String.fromCodePoint(code) : undefined
}

function percent(at: number, found: string, changes: (readonly [Span, string])[]): void {
  const first = Number.parseInt(found.slice(1, 3), 16)
  if (found.length === 3 && first < 0x80) {
    changes.push([[at, at + 3], String.fromCharCode(first)])
    return
  }
  const bytes = new Uint8Array(found.length / 3)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(found.slice(i * 3 + 1, i * 3 + 3), 16)
  for (const { char, start, end } of charactersOf(bytes)) changes.push([[at + start * 3, at + end * 3], char])
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
