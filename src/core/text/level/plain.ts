// The levelled reading of a text that is plain ASCII, as most are. Neither its words nor its places are made before somebody
// asks: a text in which nothing is looked for costs one walk.
import type { Normal } from '../normalise.ts'
import type { Span } from '../span.ts'
import { unitAt } from '../unit-at.ts'
import { asciiUnit, SPACE } from './unit.ts'

/** What a unit of plain ASCII becomes: itself, in small letters, white space as a blank; 0 for a control, which is not plain. */
const PLAIN = Uint8Array.from({ length: 128 }, (_, code) =>
  code === 0x09 || code === 0x0a || code === 0x0d ? SPACE : code < SPACE || code === 0x7f ? 0 : (asciiUnit(code) ?? 0),
)

/** Memory for what follows: most texts are short, and memory of its own would cost each of them more than its walk. */
export class Room {
  used = 0
  #bytes: Uint8Array

  constructor(size: number) {
    this.#bytes = new Uint8Array(size)
  }

  /** A longer text has its own: it would leave much of this unused. */
  fits(units: number): boolean {
    return units <= this.#bytes.length / 8
  }

  /** Where so many units may be put from `used` on. What was put there before stays as it is. */
  for(units: number): Uint8Array {
    if (this.used + units > this.#bytes.length) {
      this.#bytes = new Uint8Array(this.#bytes.length)
      this.used = 0
    }
    return this.#bytes
  }
}

/** Most texts are plain ASCII: one walk, and neither the text nor its places are made before somebody asks. Null: it is not plain. */
export function levelPlain(original: string, shared?: Room): Normal | null {
  const room = shared?.fits(original.length) === true ? shared : new Room(original.length)
  const [bytes, start] = [room.for(original.length), room.used]
  let count = start
  let wasBlank = false
  const { length } = original
  for (let at = 0; at < length; at++) {
    const code = unitAt(original, at)
    const unit = code < 128 ? PLAIN[code]! : 0
    if (unit === 0) return null
    const isBlank = unit === SPACE
    if (isBlank && wasBlank) continue
    wasBlank = isBlank
    bytes[count++] = unit
  }
  room.used = count
  return new Plain(original, bytes.subarray(start, count))
}

/** The units are plain ASCII, which UTF-8 writes as they are. */
const ASCII = new TextDecoder()

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
    return (this.#text ??= ASCII.decode(this.units))
  }

  readonly original = (start: number, end: number): Span => {
    const [from, to] = [Math.min(start, this.units.length), Math.min(end, this.units.length)]
    // No two blanks stood in a row: each unit is where it was.
    if (this.units.length === this.#original.length) return [from, Math.max(from, to)]
    const starts = (this.#starts ??= this.#walk())
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
      const isBlank = PLAIN[unitAt(this.#original, at)] === SPACE
      if (!isBlank || !wasBlank) starts[count++] = at
      wasBlank = isBlank
    }
    starts[count] = this.#original.length
    return starts
  }
}
