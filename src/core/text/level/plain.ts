// The levelled reading of a text that is plain ASCII, as most are. Neither its words nor its places are made before somebody
// asks: a text in which nothing is looked for costs one walk.
import type { Normal } from '../normalise.ts'
import type { Span } from '../span.ts'
import { asciiUnit, SPACE } from './unit.ts'

/** What a unit of plain ASCII becomes: itself, in small letters, white space as a blank; 0 for a control, which is not plain. */
const PLAIN = Uint8Array.from({ length: 128 }, (_, code) =>
  code === 0x09 || code === 0x0a || code === 0x0d ? SPACE : code < SPACE || code === 0x7f ? 0 : (asciiUnit(code) ?? 0),
)

/** Most texts are plain ASCII: one walk, and neither the text nor its places are made before somebody asks. Null: it is not plain. */
export function levelPlain(original: string): Normal | null {
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
