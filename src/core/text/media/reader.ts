// Bytes of a file that a stranger made, read at places that it names itself: nothing lies outside.

export class Reader {
  readonly bytes: Uint8Array
  readonly #view: DataView

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get length(): number {
    return this.bytes.length
  }

  /** Unsigned; NaN outside. */
  u8(at: number): number {
    return this.bytes[at] ?? Number.NaN
  }

  u16(at: number, isLittle = false): number {
    return at >= 0 && at + 2 <= this.length ? this.#view.getUint16(at, isLittle) : Number.NaN
  }

  u32(at: number, isLittle = false): number {
    return at >= 0 && at + 4 <= this.length ? this.#view.getUint32(at, isLittle) : Number.NaN
  }

  /** Shorter where the file ends before. */
  part(from: number, to: number = this.length): Uint8Array {
    return this.bytes.subarray(Math.max(0, from), Math.max(0, to))
  }

  latin(from: number, to: number): string {
    return new TextDecoder('latin1').decode(this.part(from, to))
  }

  /** Where the next zero byte stands; where the part ends when there is none. */
  zeroFrom(from: number, to: number): number {
    const at = this.part(0, to).indexOf(0, from)
    return at < 0 ? to : at
  }

  startsWith(...bytes: readonly number[]): boolean {
    return bytes.every((byte, at) => this.bytes[at] === byte)
  }
}

/** A file without what it says in words; `left` is how many parts were left out. */
export type Bare = { readonly bytes: Uint8Array; readonly left: number }

export function joinedParts(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
