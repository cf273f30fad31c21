// One plain reading of a text, so that spelling tricks do not hide words from the rules: compatibility forms, case, hidden
// characters, accents, look-alike letters and white space are levelled. Every place leads back to the original text.
import { findAnsi } from './ansi.ts'
import { latin } from './confusable.ts'
import type { Span } from './span.ts'

export type Normal = {
  readonly text: string
  /** The same, unit by unit. */
  readonly units: Uint8Array | Uint16Array
  /** The span in the original that a span of `text` came from. */
  readonly original: (start: number, end: number) => Span
}

const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}]$/u
const SPACE = 0x20
const CHUNK = 8192

/** Never longer than the compatibility decomposition of the original; linear. */
export const normalise = (original: string): Normal => levelPlain(original) ?? levelAll(original)

/** What a unit of plain ASCII becomes: itself, in small letters, white space as a blank; 0 for a control, which is not plain. */
const PLAIN = Uint8Array.from({ length: 128 }, (_, code) =>
  code === 0x09 || code === 0x0a || code === 0x0d ? SPACE : code < SPACE || code === 0x7f ? 0 : (level(code) ?? 0),
)

/** Most texts are plain ASCII: one walk, and neither the text nor its places are made before somebody asks. Null: it is not plain. */
function levelPlain(original: string): Normal | null {
  const room = new Uint8Array(original.length)
  let count = 0
  let wasBlank = false
  for (let at = 0; at < original.length; at++) {
    const code = original.charCodeAt(at)
    const unit = code < 128 ? PLAIN[code]! : 0
    if (unit === 0) return null
    const isBlank = unit === SPACE
    if (isBlank && wasBlank) continue
    wasBlank = isBlank
    room[count++] = unit
  }
  return new Plain(original, room.subarray(0, count))
}

class Plain implements Normal {
  readonly units: Uint8Array
  readonly #original: string
  #text: string | null = null
  #starts: Uint32Array | null = null

  constructor(original: string, units: Uint8Array) {
    this.#original = original
    this.units = units
  }

  get text(): string {
    return (this.#text ??= new TextDecoder('latin1').decode(this.units))
  }

  readonly original = (start: number, end: number): Span => {
    const starts = (this.#starts ??= this.#walk())
    const [from, to] = [Math.min(start, this.units.length), Math.min(end, this.units.length)]
    return [starts[from]!, to > from ? starts[to - 1]! + this.#widthOf(to - 1, starts) : starts[from]!]
  }

  /** A run of white space is one blank; everything else is one unit for one. */
  #widthOf(at: number, starts: Uint32Array): number {
    return this.units[at] === SPACE ? starts[at + 1]! - starts[at]! : 1
  }

  /** Where each unit begins in the original, and where the last one ends. */
  #walk(): Uint32Array {
    const starts = new Uint32Array(this.units.length + 1)
    let count = 0
    let wasBlank = false
    for (let at = 0; at < this.#original.length; at++) {
      const isBlank = PLAIN[this.#original.charCodeAt(at)] === SPACE
      if (!isBlank || !wasBlank) starts[count++] = at
      wasBlank = isBlank
    }
    starts[count] = this.#original.length
    return starts
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
    units: Uint16Array.from(units),
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
