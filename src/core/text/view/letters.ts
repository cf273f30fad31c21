// Letters that may stand for bytes, six bits or four each, read from wherever in a run their bytes begin. One room for all the
// runs of a text: most of them hold nothing.
import type { Span } from '../span.ts'
import { unitAt } from '../unit-at.ts'
import { charactersOf, textOf } from './bytes.ts'
import { hexValue } from './hex.ts'
import type { Traced } from './weave.ts'

export class Letters {
  /** How many bits a letter stands for. */
  bits: 4 | 6 = 6
  count = 0
  /** Where the run ends. */
  #end = 0
  #values: Uint8Array
  #bytes: Uint8Array
  #places: Uint32Array

  constructor(room: number) {
    const size = Math.min(room, FIRST_ROOM)
    this.#values = new Uint8Array(size)
    this.#bytes = new Uint8Array(size)
    this.#places = new Uint32Array(size)
  }

  /** The letters with which a byte may begin: after so many the same bytes come again. */
  get ways(): number {
    return this.bits === 6 ? 4 : 2
  }

  /** The letter that stands at a place of the text, or the next one. */
  at(place: number): number {
    let letter = 0
    for (let high = this.count; letter < high;) {
      const middle = (letter + high) >> 1
      if (this.#places[middle]! < place) letter = middle + 1
      else high = middle
    }
    return letter
  }

  base64(text: string, start: number, end: number): void {
    this.#begin(6, start, end)
    for (let at = start; at < end; at++) this.#add(SEXTETS[unitAt(text, at)]!, at)
  }

  hex(text: string, start: number, end: number): void {
    this.#begin(4, start, end)
    for (let at = start; at < end; at++) {
      const isPrefix = (unitAt(text, at + 1) | 0x20) === X && text[at] === '0'
      if (isPrefix) at += 1
      else this.#add(NIBBLES[unitAt(text, at)]!, at)
    }
  }

  #begin(bits: 4 | 6, start: number, end: number): void {
    this.bits = bits
    this.count = 0
    this.#end = end
    if (end - start <= this.#values.length) return
    this.#values = new Uint8Array(end - start)
    this.#bytes = new Uint8Array(end - start)
    this.#places = new Uint32Array(end - start)
  }

  #add(value: number, place: number): void {
    if (value === NONE) return
    this.#values[this.count] = value
    this.#places[this.count++] = place
  }

  /** The bytes that begin with this letter. They stand there until the next ones are read. */
  bytes(from: number): Uint8Array {
    return this.#bytes.subarray(0, this.#read(from))
  }

  /** How many bytes there are, which then stand in `#bytes`. */
  #read(from: number): number {
    const values = this.#values
    const bytes = this.#bytes
    let [at, made] = [from, 0]
    if (this.bits === 6) {
      for (; at + 4 <= this.count; at += 4) {
        // No list of four: it would be made anew for every three bytes.
        const second = values[at + 1]!
        const third = values[at + 2]!
        bytes[made] = (values[at]! << 2) | (second >> 4)
        bytes[made + 1] = (second << 4) | (third >> 2)
        bytes[made + 2] = (third << 6) | values[at + 3]!
        made += 3
      }
      const left = this.count - at
      if (left > 1) bytes[made++] = (values[at]! << 2) | (values[at + 1]! >> 4)
      if (left > 2) bytes[made++] = (values[at + 1]! << 4) | (values[at + 2]! >> 2)
      return made
    }
    for (; at + 2 <= this.count; at += 2) bytes[made++] = (values[at]! << 4) | values[at + 1]!
    return made
  }

  /** Parts of the bytes that begin with this letter, as a text with blanks between them that leads back to the letters. */
  view(from: Traced, letter: number, bytes: Uint8Array, parts: readonly Span[]): Traced {
    const [end, bits] = [this.#end, this.bits]
    const places = this.#places.slice(letter, this.count)
    const letterOf = (byte: number): number => Math.floor((byte * 8) / bits)
    return new Decoded(from, bytes.slice(), parts, (first, next) => {
      const start = places[letterOf(first)] ?? end
      return [start, next < bytes.length ? Math.max(places[letterOf(next)] ?? end, start + 1) : end]
    })
  }
}

const FIRST_ROOM = 4_096
const X = 0x78

const NONE = 0xff
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** What a unit of ASCII stands for, in both alphabets of RFC 4648; `NONE` for line ends and padding. */
const SEXTETS = tableOf((code) => {
  const char = String.fromCharCode(code)
  return char === '-' ? 62 : char === '_' ? 63 : BASE64.indexOf(char)
})
/** `NONE` for what stands between digits. */
const NIBBLES = tableOf(hexValue)

/** -1 is none. */
function tableOf(valueOf: (code: number) => number): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => (valueOf(code) < 0 ? NONE : valueOf(code)))
}

/** Where the letters stand that spell the bytes from one to before another. */
type PlaceOf = (first: number, next: number) => Span

/** A text read from bytes. Which byte each of its units came from is found out when somebody asks. */
class Decoded implements Traced {
  readonly text: string
  readonly #from: Traced
  readonly #bytes: Uint8Array
  readonly #parts: readonly Span[]
  readonly #placeOf: PlaceOf
  #marks: Uint32Array | null = null

  constructor(from: Traced, bytes: Uint8Array, parts: readonly Span[], placeOf: PlaceOf) {
    this.#from = from
    this.#bytes = bytes
    this.#parts = parts
    this.#placeOf = placeOf
    this.text = parts.map((part) => textOf(bytes.subarray(...part))).join(' ')
  }

  readonly spanOf = (start: number, end: number): Span => {
    // All of it is asked for more often than a part.
    if (start === 0 && end >= this.text.length && this.#parts.length > 0)
      return this.#from.spanOf(...this.#placeOf(this.#parts[0]![0], this.#parts.at(-1)![1]))
    const marks = (this.#marks ??= this.#walk())
    const last = marks.length - 1
    const first = marks[Math.min(start, last)]!
    const next = marks[Math.min(Math.max(start + 1, end), last)]!
    return this.#from.spanOf(...this.#placeOf(first, Math.max(next, first)))
  }

  /** The byte that each unit begins with, and one mark more for the end. */
  #walk(): Uint32Array {
    const marks = new Uint32Array(this.text.length + 1)
    let unit = 0
    for (const [index, [from, to]] of this.#parts.entries()) {
      if (index > 0) marks[unit++] = from
      for (const { char, start } of charactersOf(this.#bytes.subarray(from, to))) {
        for (let half = 0; half < char.length; half++) marks[unit++] = from + start
      }
      marks[unit] = to
    }
    return marks
  }
}
