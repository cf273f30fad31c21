// Which kinds of signs stand in a value, told by one walk: most values hold none that any statement, command or template needs.
import { unitAt } from '../../text/unit-at.ts'

/** quote: any of the three, and whatever is no ASCII. cut: what ends a command or a line. code: what writes others. */
export const QUOTE = 1
export const CUT = 2
export const CODE = 4
/** What templates, tags and variables begin with. */
export const OPENS = 8
/** What expressions are made of. */
export const SUM = 16
/** Two dots in a row, or a zero byte. */
export const DOTS = 32
/** What stands behind a scheme. */
export const SCHEME = 64
/** Two dashes in a row, or `0x`. */
export const DASHES = 128
export const PAREN = 256
/** Beside what they are for a command: the sign that references begin with, and what is no ASCII. */
export const AMP = 512
export const WIDE = 1024

const KINDS = Uint16Array.from({ length: 128 }, (_, unit) => kindOf(String.fromCharCode(unit)))

function kindOf(char: string): number {
  if (/['"`]/.test(char)) return QUOTE
  if (char === '&') return CUT | AMP
  if (/[;|\n\r]/.test(char)) return CUT
  if (/[%\\]/.test(char)) return CODE
  if (/[{$<#@~[]/.test(char)) return OPENS
  if (/[()]/.test(char)) return PAREN
  if (/[=,+*^>?!]/.test(char)) return SUM
  return char === '\0' ? DOTS : 0
}

const [DOT, COLON, SLASH, DASH, ZERO, EX] = [0x2e, 0x3a, 0x2f, 0x2d, 0x30, 0x78]

export function marksOf(text: string): number {
  let marks = 0
  let before = 0
  const { length } = text
  for (let at = 0; at < length; at++) {
    const unit = unitAt(text, at)
    if (unit >= 0x80) marks |= QUOTE | WIDE
    else marks |= KINDS[unit]! | pairOf(before, unit)
    before = unit
  }
  return marks
}

function pairOf(before: number, unit: number): number {
  if (unit === DOT) return before === DOT ? DOTS : 0
  if (unit === SLASH) return before === COLON ? SCHEME : 0
  if (unit === DASH) return before === DASH ? DASHES : 0
  return unit === EX && before === ZERO ? DASHES : 0
}
