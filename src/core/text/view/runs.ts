// Stretches of a text that may be packed bytes: long runs of the letters that base64 is written with, and pairs of hex digits.
import type { Span } from '../span.ts'

/** Both alphabets of RFC 4648. */
const [OTHER, SIGN, SMALL, CAPITAL] = [0, 1, 2, 3]
const LETTERS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code)
  return /[a-z]/.test(char) ? SMALL : /[A-Z]/.test(char) ? CAPITAL : /[\w+/-]/.test(char) ? SIGN : OTHER
})
const isLetter = (code: number): boolean => LETTERS[code]! > OTHER

/** Shorter runs hold no order that a rule knows. */
const SHORTEST = 16
/** Lines of base64 are at least so long when they belong together. */
const SHORTEST_LINE = 40
const [LF, CR, PADDING] = [0x0a, 0x0d, 0x3d]

/** Runs of base64, over the ends of its lines, with their padding. */
export function* base64Runs(text: string): Generator<Span> {
  for (let start = 0; start < text.length;) {
    if (!isLetter(text.charCodeAt(start))) {
      start += 1
      continue
    }
    let end = endOf(text, start)
    for (let line = start; end - line >= SHORTEST_LINE;) {
      const next = text.charCodeAt(end) === CR ? end + 2 : end + 1
      if (text.charCodeAt(next - 1) !== LF || next >= text.length || !isLetter(text.charCodeAt(next))) break
      const lineEnd = endOf(text, next)
      if (lineEnd - next < SHORTEST && text.charCodeAt(lineEnd) !== PADDING) break
      line = next
      end = lineEnd
    }
    if (end - start >= SHORTEST && isMixed(text, start, end)) yield [start, paddedEnd(text, end)]
    start = end + 1
  }
}

function endOf(text: string, start: number): number {
  let end = start
  while (isLetter(text.charCodeAt(end))) end += 1
  return end
}

/**
 * Words that are packed as base64 have both capitals and small letters: every other group of ASCII begins a capital, whatever it
 * says. Paths, names and digests do not, and are most of what looks like such a run.
 */
function isMixed(text: string, start: number, end: number): boolean {
  let [small, capital] = [0, 0]
  for (let at = start; at < end && (small === 0 || capital < 2); at++) {
    const kind = LETTERS[text.charCodeAt(at)]
    if (kind === SMALL) small += 1
    else if (kind === CAPITAL) capital += 1
  }
  return small > 0 && capital >= 2
}

function paddedEnd(text: string, end: number): number {
  let last = end
  while (last < end + 2 && text.charCodeAt(last) === PADDING) last += 1
  return last
}

/** Pairs of hex digits, also with signs between them as programs print them. */
const PAIRS = /(?:0x|\\x)?[\da-f]{2}(?:[ :,-]{0,2}(?:0x|\\x)?[\da-f]{2}){7,}/gi

export function* hexRuns(text: string): Generator<Span> {
  for (const { 0: found, index } of text.matchAll(PAIRS)) {
    const end = index + found.length
    // With a digit more than pairs, the bytes may begin with the second one.
    if (/[a-f]/i.test(found)) yield [index, /[\da-f]/i.test(text[end] ?? '') ? end + 1 : end]
  }
}
