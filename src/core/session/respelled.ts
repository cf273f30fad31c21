// Spellings that a model, or a tool that it has, writes and that no reading for a person undoes: backwards, turned by thirteen letters,
// as the numbers of its characters, in the letters of base32 and base85, quoted-printable. Only what was told before is looked for in
// them, so what they say by chance is nothing.
import { BASE32, readAs } from '../text/alphabet.ts'
import { base85In } from '../text/base85.ts'
import { unitAt } from '../text/unit-at.ts'
import { isReadable, textOf } from '../text/view/bytes.ts'

/** Letters as `lettersOf` gives them, read as one who wrote them so would. */
export const TURNS: readonly (readonly [by: string, turn: (letters: Uint16Array) => Uint16Array])[] = [
  ['reversed', (letters) => letters.toReversed()],
  ['rot13', (letters) => letters.map((letter) => (letter >= A && letter <= Z ? ((letter - A + 13) % 26) + A : letter))],
]

const [A, Z] = [0x61, 0x7a]

export type Respelled = { readonly by: string; readonly text: string }

/** Texts that stand in this one in another spelling. */
export function* respelled(text: string): Generator<Respelled> {
  for (const said of fromCodes(text)) yield { by: 'character codes', text: said }
  if (QUOTED.test(text)) yield { by: 'quoted-printable', text: unquoted(text) }
  for (const run of blanklessIn(text))
    for (const [by, read] of BYTES)
      for (const bytes of read(run)) if (isReadable(bytes)) yield { by, text: textOf(bytes) }
}

const BYTES: readonly (readonly [by: string, read: (run: string) => Iterable<Uint8Array>])[] = [
  ['base32', (run) => BASE32.flatMap((alphabet) => [...readAs(run, alphabet)])],
  ['base85', base85In],
]

/** Long rows without a blank, over the ends of their lines: prose has none, so that nothing of it is read in vain. */
function* blanklessIn(text: string): Generator<string> {
  for (let start = 0; start < text.length; start++) {
    let end = start
    while (end < text.length && !isBlank(unitAt(text, end))) end++
    if (end - start >= SHORTEST_RUN) yield text.slice(start, end).replaceAll(/[\r\n]+/g, '')
    start = end
  }
}

const SHORTEST_RUN = 30
const [TAB, BLANK] = [0x09, 0x20]
const isBlank = (code: number): boolean => code === BLANK || code === TAB

/** As many as a piece that is found has letters. */
const FEWEST = 18
/** At a time; more are more than a stack holds. */
const MOST = 60_000

/** Numbers of characters in a row: those of each base, with what may stand between them, and how one of them is written. */
const CODES: readonly (readonly [radix: number, runs: RegExp, one: RegExp])[] = [
  [10, /(?<!\d)\d{1,5}(?:[\s,;:|/-]{1,2}\d{1,5}){17,}(?!\d)/g, /\d+/g],
  [16, /(?<![\da-z])[\da-f]{2}(?:[^\da-z]{1,3}[\da-f]{2}){17,}(?![\da-z])/gi, /[\da-f]{2}/gi],
  [16, /(?:u\+[\da-f]{4,6}[^\da-z]{0,3}){18,}/gi, /[\da-f]{4,6}/gi],
  [8, /(?:\\[0-3][0-7]{2}){18,}/g, /[0-7]{3}/g],
  [8, /(?<!\d)[0-3][0-7]{2}(?:[\s,]{1,2}[0-3][0-7]{2}){17,}(?!\d)/g, /[0-7]{3}/g],
  [2, /(?<!\d)(?:[01]{8}[\s,]{0,2}){18,}/g, /[01]{8}/g],
]

function* fromCodes(text: string): Generator<string> {
  for (const [radix, runs, one] of CODES) {
    for (const { 0: run } of text.matchAll(runs)) {
      const codes = run
        .match(one)!
        .slice(0, MOST)
        .map((code) => Number.parseInt(code, radix))
      // Bytes, or units.
      if (codes.every((code) => code <= 0xff) && codes.some((code) => code > 0x7f)) yield textOf(Uint8Array.from(codes))
      if (codes.every(isCode)) yield String.fromCharCode(...codes)
    }
  }
}

const isCode = (code: number): boolean => code >= 9 && code < 0xd800

/** Two bytes in a row, so that no parameter of an address is taken for one (RFC 2045, 6.7). */
const QUOTED = /=[\da-f]{2}=[\da-f]{2}/i

const unquoted = (text: string): string =>
  text
    .replaceAll(/=[ \t]*\r?\n/g, '')
    .replaceAll(/(?:=[\da-f]{2})+/gi, (run) =>
      textOf(Uint8Array.from(run.slice(1).split('='), (byte) => Number.parseInt(byte, 16))),
    )

/** A list of numbers as one text, where each may be the code of a character; null: it is none. */
export const listedCodes = (list: readonly unknown[]): string | null =>
  list.length >= FEWEST && list.every((one) => typeof one === 'number' && Number.isInteger(one) && isCode(one))
    ? list.join(' ')
    : null
