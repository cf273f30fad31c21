// One plain reading of a text, so that spelling tricks do not hide words from the rules: compatibility forms, case, hidden
// characters, accents, look-alike letters and white space are levelled. Every place leads back to the original text.
import { findAnsi } from './ansi.ts'
import { latin } from './confusable.ts'
import type { Span } from './span.ts'
import { replaced, traced } from './view/weave.ts'

export type Normal = {
  readonly text: string
  /** The span in the original that a span of `text` came from. */
  readonly original: (start: number, end: number) => Span
}

const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}]$/u
const SPACE = 0x20
const CHUNK = 8192

/** Never longer than the compatibility decomposition of the original; linear. */
export function normalise(original: string): Normal {
  return /[^\t\n\r\x20-\x7e]/.test(original) ? levelAll(original) : levelPlain(original)
}

/** Plain ASCII keeps its length but for white space: most texts, and ten times faster. */
function levelPlain(original: string): Normal {
  const lower = traced(original.toLowerCase().replace(/[\t\n\r]/g, ' '))
  const runs = lower.text.matchAll(/ {2,}/g)
  const { text, spanOf } = replaced(
    lower,
    runs.map(({ 0: run, index }) => [[index, index + run.length] as const, ' '] as const),
  )
  return {
    text,
    original: (start, end) =>
      end > start ? spanOf(start, end) : [spanOf(start, start + 1)[0], spanOf(start, start + 1)[0]],
  }
}

function levelAll(original: string): Normal {
  const units: number[] = []
  const starts: number[] = []
  const ends: number[] = []
  const put = (unit: number, start: number, end: number): void => {
    if (unit === SPACE && units.at(-1) === SPACE) {
      ends[ends.length - 1] = end
      return
    }
    units.push(unit)
    starts.push(start)
    ends.push(end)
  }
  // A text has few different characters, and asking Unicode about each takes long.
  const known = new Map<string, string>()
  const escapes = findAnsi(original)
  let escape = 0
  for (let at = 0; at < original.length;) {
    if (escapes[escape]?.span[0] === at) {
      at = escapes[escape++]!.span[1]
      continue
    }
    const code = original.charCodeAt(at)
    if (code < 0x80) {
      const unit = level(code)
      if (unit !== null) put(unit, at, at + 1)
      at += 1
      continue
    }
    const char = String.fromCodePoint(original.codePointAt(at)!)
    const end = at + char.length
    let part = known.get(char)
    if (part === undefined) known.set(char, (part = [...levelled(char)].join('')))
    for (let i = 0; i < part.length; i++) put(part.charCodeAt(i), at, end)
    at = end
  }
  return {
    text: join(units),
    original: (start, end) => [
      starts[start] ?? original.length,
      end > start ? (ends[end - 1] ?? original.length) : (starts[start] ?? original.length),
    ],
  }
}

/** An ASCII unit: lower case, white space as a space, other controls dropped. */
function level(code: number): number | null {
  if (code >= 0x41 && code <= 0x5a) return code + 0x20
  if (code === 0x09 || code === 0x0a || code === 0x0b || code === 0x0c || code === 0x0d) return SPACE
  return code < 0x20 || code === 0x7f ? null : code
}

function* levelled(char: string): Generator<string> {
  if (/^[\p{Zs}\p{Zl}\p{Zp}\x85]$/u.test(char)) yield ' '
  else if (char === '\u2018' || char === '\u2019' || char === '\u02bc') yield "'"
  else if (!INVISIBLE.test(char)) {
    for (const part of char.normalize('NFKD')) {
      if (INVISIBLE.test(part)) continue
      for (const letter of latin(part)) if (!INVISIBLE.test(letter)) yield letter
    }
  }
}

function join(units: readonly number[]): string {
  let text = ''
  for (let at = 0; at < units.length; at += CHUNK) text += String.fromCharCode(...units.slice(at, at + CHUNK))
  return text
}
