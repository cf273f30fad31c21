// Stretches of a text that may be packed bytes: long runs of the letters that base64 is written with.
import type { Span } from '../span.ts'

/** Both alphabets of RFC 4648. */
const LETTERS = Uint8Array.from({ length: 128 }, (_, code) => (/[\w+/-]/.test(String.fromCharCode(code)) ? 1 : 0))
const isLetter = (code: number): boolean => LETTERS[code] === 1

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
    if (end - start >= SHORTEST) yield [start, paddedEnd(text, end)]
    start = end + 1
  }
}

function endOf(text: string, start: number): number {
  let end = start
  while (isLetter(text.charCodeAt(end))) end += 1
  return end
}

function paddedEnd(text: string, end: number): number {
  let last = end
  while (last < end + 2 && text.charCodeAt(last) === PADDING) last += 1
  return last
}
