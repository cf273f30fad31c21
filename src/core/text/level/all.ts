// The levelled reading of a text with characters beyond plain ASCII.
import { findAnsi } from '../ansi.ts'
import { latin } from '../confusable.ts'
import type { Normal } from '../normalise.ts'
import { unitAt } from '../unit-at.ts'
import { asciiUnit, SPACE } from './unit.ts'

const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}]$/u

export function levelAll(original: string): Normal {
  const levelled = new Levelled(original.length)
  // A text has few different characters, and asking Unicode about each takes long.
  const known = new Map<number, string>()
  const escapes = findAnsi(original)
  let escape = 0
  for (let at = 0; at < original.length;) {
    if (escapes[escape]?.span[0] === at) {
      at = escapes[escape++]!.span[1]
      continue
    }
    const past = levelled.ascii(original, at, escapes[escape]?.span[0] ?? original.length)
    if (past > at) {
      at = past
      continue
    }
    const point = original.codePointAt(at)!
    const end = at + (point > 0xffff ? 2 : 1)
    let part = known.get(point)
    if (part === undefined) known.set(point, (part = [...lettersOf(String.fromCodePoint(point))].join('')))
    for (let i = 0; i < part.length; i++) levelled.put(unitAt(part, i), at, end)
    at = end
  }
  return levelled.done(original)
}

/** 0: dropped. */
const ASCII = Uint8Array.from({ length: 128 }, (_, code) => asciiUnit(code) ?? 0)

/** Units with the spans they came from; a compatibility form may be longer than its original. */
class Levelled {
  #units: Uint16Array
  #starts: Uint32Array
  #ends: Uint32Array
  #count = 0

  constructor(room: number) {
    this.#units = new Uint16Array(room)
    this.#starts = new Uint32Array(room)
    this.#ends = new Uint32Array(room)
  }

  /** Puts plain units up to the first that is none; tells where that is. Most of most texts. */
  ascii(original: string, from: number, to: number): number {
    while (this.#count + to - from > this.#units.length) this.#grow()
    const [units, starts, ends] = [this.#units, this.#starts, this.#ends]
    let count = this.#count
    let at = from
    for (; at < to; at++) {
      const code = unitAt(original, at)
      if (code >= 0x80) break
      const unit = ASCII[code]!
      if (unit === 0) continue
      if (unit === SPACE && count > 0 && units[count - 1] === SPACE) {
        ends[count - 1] = at + 1
        continue
      }
      units[count] = unit
      starts[count] = at
      ends[count++] = at + 1
    }
    this.#count = count
    return at
  }

  put(unit: number, start: number, end: number): void {
    if (unit === SPACE && this.#count > 0 && this.#units[this.#count - 1] === SPACE) {
      this.#ends[this.#count - 1] = end
      return
    }
    if (this.#count === this.#units.length) this.#grow()
    this.#units[this.#count] = unit
    this.#starts[this.#count] = start
    this.#ends[this.#count++] = end
  }

  #grow(): void {
    const room = this.#units.length * 2 + 16
    const moved = <Kind extends Uint16Array | Uint32Array>(old: Kind, fresh: Kind): Kind => (fresh.set(old), fresh)
    this.#units = moved(this.#units, new Uint16Array(room))
    this.#starts = moved(this.#starts, new Uint32Array(room))
    this.#ends = moved(this.#ends, new Uint32Array(room))
  }

  done(original: string): Normal {
    const units = this.#units.subarray(0, this.#count)
    const [starts, ends] = [this.#starts.subarray(0, this.#count), this.#ends.subarray(0, this.#count)]
    let text: string | null = null
    return {
      get text() {
        return (text ??= textOf(units))
      },
      units,
      original: (start, end) => [
        starts[start] ?? original.length,
        end > start ? (ends[end - 1] ?? original.length) : (starts[start] ?? original.length),
      ],
    }
  }
}

function* lettersOf(char: string): Generator<string> {
  if (/^[\p{Zs}\p{Zl}\p{Zp}\x85]$/u.test(char)) yield ' '
  else if (char === '\u2018' || char === '\u2019' || char === '\u02bc') yield "'"
  else if (!INVISIBLE.test(char)) {
    for (const part of char.normalize('NFKD')) {
      if (INVISIBLE.test(part)) continue
      for (const letter of latin(part)) if (!INVISIBLE.test(letter)) yield letter
    }
  }
}

/** A lone surrogate becomes U+FFFD, one unit for one. Every machine that runs Node keeps numbers with the low byte first. */
const textOf = (units: Uint16Array): string => new TextDecoder('utf-16le', { ignoreBOM: true }).decode(units)
