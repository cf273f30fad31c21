// Stretches of a text that may be packed bytes: long runs of the letters that base64 is written with, and pairs of hex digits.
import type { Span } from '../span.ts'
import { unitAt } from '../unit-at.ts'

/** Both alphabets of RFC 4648. */
const ASCII = 128
const [OTHER, SIGN, SMALL, CAPITAL] = [0, 1, 2, 3]
const LETTERS = Uint8Array.from({ length: ASCII }, (_, code) => {
  const char = String.fromCharCode(code)
  return /[a-z]/.test(char) ? SMALL : /[A-Z]/.test(char) ? CAPITAL : /[\w+/-]/.test(char) ? SIGN : OTHER
})
/** To look behind the end of a table takes many times as long as to look into it. */
const isLetter = (code: number): boolean => code < ASCII && LETTERS[code]! > OTHER

/** Shorter runs hold no order that a rule knows. */
const SHORTEST = 16
/** Lines of base64 are at least so long when they belong together. */
const SHORTEST_LINE = 40
const [LF, CR, PADDING] = [0x0a, 0x0d, 0x3d]

/** Runs of base64, over the ends of its lines, with their padding. */
export function* base64Runs(text: string): Generator<Span> {
  for (let start = 0; start < text.length;) {
    if (!isLetter(unitAt(text, start))) {
      start += 1
      continue
    }
    let end = endOf(text, start)
    for (let line = start; end - line >= SHORTEST_LINE;) {
      const next = unitAt(text, end) === CR ? end + 2 : end + 1
      if (unitAt(text, next - 1) !== LF || next >= text.length || !isLetter(unitAt(text, next))) break
      const lineEnd = endOf(text, next)
      if (lineEnd - next < SHORTEST && unitAt(text, lineEnd) !== PADDING) break
      line = next
      end = lineEnd
    }
    if (end - start >= SHORTEST && isMixed(text, start, end)) yield [start, paddedEnd(text, end)]
    start = end + 1
  }
}

function endOf(text: string, start: number): number {
  let end = start
  while (end < text.length && isLetter(unitAt(text, end))) end += 1
  return end
}

/**
 * Words that are packed as base64 have both capitals and small letters: every other group of ASCII begins a capital, whatever it
 * says. Paths, names and digests do not, and are most of what looks like such a run.
 */
function isMixed(text: string, start: number, end: number): boolean {
  let [small, capital] = [0, 0]
  for (let at = start; at < end && (small === 0 || capital < 2); at++) {
    const kind = LETTERS[unitAt(text, at)]
    if (kind === SMALL) small += 1
    else if (kind === CAPITAL) capital += 1
  }
  return small > 0 && capital >= 2
}

function paddedEnd(text: string, end: number): number {
  let last = end
  while (last < end + 2 && unitAt(text, last) === PADDING) last += 1
  return last
}

/** Fewer pairs of hex digits hold no order that a rule knows. */
const FEWEST_PAIRS = 8

/** Pairs of hex digits, also with signs between them as programs print them. A pattern would need a stack for long ones. */
export function* hexRuns(text: string): Generator<Span> {
  for (let start = 0; start < text.length;) {
    const code = unitAt(text, start)
    const end = isHex(code) || code === BACKSLASH ? pairsFrom(text, start) : -1
    if (end < 0) {
      start += 1
      continue
    }
    // With a digit more than pairs, the bytes may begin with the second one.
    if (hasHexLetter(text, start, end)) yield [start, isHex(unitAt(text, end)) ? end + 1 : end]
    start = end
  }
}

/** Behind the pairs that begin here; -1: they are too few. */
function pairsFrom(text: string, start: number): number {
  let end = -1
  let pairs = 0
  for (let next = pairEnd(text, start); next >= 0; pairs++) {
    end = next
    next = pairEnd(text, end)
    if (next < 0 && isBetween(unitAt(text, end))) next = pairEnd(text, end + 1)
    if (next < 0 && isBetween(unitAt(text, end)) && isBetween(unitAt(text, end + 1))) next = pairEnd(text, end + 2)
  }
  return pairs < FEWEST_PAIRS ? -1 : end
}

/** Behind the pair that stands here, with what may stand before it: `41`, `0x41`, `\x41`. -1: none does. */
function pairEnd(text: string, start: number): number {
  const first = unitAt(text, start)
  const at = (first === ZERO || first === BACKSLASH) && (unitAt(text, start + 1) | 0x20) === X ? start + 2 : start
  return isHex(unitAt(text, at)) && isHex(unitAt(text, at + 1)) ? at + 2 : -1
}

const [ZERO, BACKSLASH, X] = [0x30, 0x5c, 0x78]
const isBetween = (code: number): boolean => code === 0x20 || code === 0x2c || code === 0x2d || code === 0x3a
const isHexLetter = (code: number): boolean => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x66
const HEX = Uint8Array.from({ length: ASCII }, (_, code) => Number((code >= 0x30 && code <= 0x39) || isHexLetter(code)))
const isHex = (code: number): boolean => code < ASCII && HEX[code] === 1

function hasHexLetter(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isHexLetter(unitAt(text, at))) return true
  return false
}
