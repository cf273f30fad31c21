// What passes between a door and the gateway process, as frames: one byte of kind, four of length, the words.
// Strict and bounded: a kind that is not expected now ends the connection before a byte of it is kept.
import { bound } from '../model/bounds.ts'

type Size = readonly [least: number, most: number]

const PIECE: Size = [1, bound('door-piece-bytes')]

/** By kind: its number on the wire, and how long its words may be. */
const KINDS = {
  /** The nonce of a door. */
  call: { code: 1, size: [32, 32] },
  /** The nonce of the gateway, and its proof. */
  answer: { code: 2, size: [64, 64] },
  /** The proof of the door. */
  proof: { code: 3, size: [32, 32] },
  hello: { code: 4, size: [2, bound('door-hello-bytes')] },
  /** What a client says, or is told. */
  bytes: { code: 5, size: PIECE },
  /** How many bytes more may be sent in the other direction. */
  credit: { code: 6, size: [4, 4] },
  /** No further bytes come. */
  end: { code: 7, size: [0, 0] },
  /** The door was asked to end. */
  leave: { code: 8, size: [0, 0] },
  /** A line of ours for stderr, a line of the server for it, and what a mistake of ours was. */
  say: { code: 9, size: PIECE },
  echo: { code: 10, size: PIECE },
  explain: { code: 11, size: PIECE },
  /** The exit code of the run. Nothing follows. */
  exit: { code: 12, size: [1, 1] },
  /** In place of a hello: what a person asks of the gateway itself, and its answer. Nothing follows. */
  order: { code: 13, size: [2, 1024] },
  told: { code: 14, size: [2, bound('door-told-bytes')] },
} as const satisfies Record<string, { code: number; size: Size }>

export type Kind = keyof typeof KINDS
export type Frame = { readonly kind: Kind; readonly words: Uint8Array }
/** Why nothing more is read. */
export type Fault = { readonly kind: 'fault'; readonly why: string }

export const HEADER_BYTES = 5

/** The header of a frame; its words follow as they are. */
export function headerOf(kind: Kind, length: number): Uint8Array {
  const { code, size } = KINDS[kind]
  if (length < size[0] || length > size[1]) throw new RangeError(`a frame of kind ${kind} cannot hold ${length} bytes`)
  return Uint8Array.of(code, length >>> 24, length >>> 16, length >>> 8, length)
}

export function encodeFrame(kind: Kind, words: Uint8Array = new Uint8Array()): Uint8Array {
  const frame = new Uint8Array(HEADER_BYTES + words.length)
  frame.set(headerOf(kind, words.length))
  frame.set(words, HEADER_BYTES)
  return frame
}

export const creditOf = (bytes: number): Uint8Array => {
  const words = new Uint8Array(4)
  new DataView(words.buffer).setUint32(0, bytes)
  return words
}

export const readCredit = (words: Uint8Array): number =>
  new DataView(words.buffer, words.byteOffset, words.byteLength).getUint32(0)

const BY_CODE: ReadonlyMap<number, Kind> = new Map(
  Object.entries(KINDS).map(([kind, { code }]) => [code, kind as Kind]),
)

export class FrameReader {
  /** What may come now. May be changed between two frames of one chunk. */
  expects: ReadonlySet<Kind>
  readonly #header = new Uint8Array(HEADER_BYTES)
  /** Bytes of the header that are here, and of the words. */
  #headed = 0
  #kind: Kind | null = null
  #words = new Uint8Array()
  #held = 0
  #isBroken = false

  constructor(expects: ReadonlySet<Kind>) {
    this.expects = expects
  }

  /** Frames in order of arrival. After a fault there are none. */
  *feed(chunk: Uint8Array): Generator<Frame | Fault> {
    let at = 0
    while (!this.#isBroken) {
      if (this.#kind === null) {
        at += this.#head(chunk, at)
        if (this.#headed < HEADER_BYTES) return
        const why = this.#begin()
        if (why !== null) {
          this.#isBroken = true
          yield { kind: 'fault', why }
          return
        }
      }
      const missing = this.#words.length - this.#held
      const part = chunk.subarray(at, at + missing)
      at += part.length
      const isWhole = part.length === missing
      // Most frames come in one piece, and then need no copy.
      const words = isWhole && this.#held === 0 ? part : this.#add(part)
      if (!isWhole) return
      const kind: Kind = this.#kind!
      this.#kind = null
      this.#headed = this.#held = 0
      yield { kind, words }
    }
  }

  #head(chunk: Uint8Array, at: number): number {
    const part = chunk.subarray(at, at + HEADER_BYTES - this.#headed)
    this.#header.set(part, this.#headed)
    this.#headed += part.length
    return part.length
  }

  /** Null: the words may come. Otherwise why not. */
  #begin(): string | null {
    const kind = BY_CODE.get(this.#header[0]!)
    if (kind === undefined) return 'it sent a frame of no known kind'
    if (!this.expects.has(kind)) return `it sent a frame of kind ${kind}, which is not expected now`
    const length = new DataView(this.#header.buffer).getUint32(1)
    const [least, most] = KINDS[kind].size
    if (length < least || length > most) return `it sent a frame of kind ${kind} with ${length} bytes`
    this.#kind = kind
    this.#words = new Uint8Array(length)
    return null
  }

  #add(part: Uint8Array): Uint8Array {
    this.#words.set(part, this.#held)
    this.#held += part.length
    return this.#words
  }
}
