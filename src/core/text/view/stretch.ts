// Words in the middle of bytes that are none: behind a picture, or where a letter too many has moved all bytes before them.
import type { Span } from '../span.ts'
import { isControl, sizeAt, TOLERANCE } from './bytes.ts'

/** Where nothing says that text begins here, chance must not look like it. */
const SHORTEST_STRETCH = 12

/** Stretches of words between bytes that are none. Each is so long and of such a kind that it is hardly chance. */
export function readableIn(bytes: Uint8Array): Span[] {
  const found: Span[] = []
  const stretch = new Stretch()
  for (let from = windowFrom(bytes, 0); from < bytes.length;) {
    const to = stretch.end(bytes, from)
    if (stretch.isWords()) found.push([from, to])
    from = windowFrom(bytes, to + 1)
  }
  return found
}

/**
 * Where the next bytes of text begin that are as many as a stretch must have; the length of all where there are none. Looked for
 * from their end: a byte that cannot stand behind the one before it rules out all windows that hold both.
 */
function windowFrom(bytes: Uint8Array, from: number): number {
  for (let last = from + SHORTEST_STRETCH - 1; last < bytes.length;) {
    const first = last - SHORTEST_STRETCH + 1
    let at = last
    while (at > first && FOLLOWS[(ROLES[bytes[at - 1]!]! << 2) | ROLES[bytes[at]!]!] === 1) at -= 1
    if (at === first && ROLES[bytes[at]!] !== NONE) return first
    last = Math.max(at, first + 1) + SHORTEST_STRETCH - 1
  }
  return bytes.length
}

/** Whether they begin or end like text, whatever stands between. */
export const touchesText = (bytes: Uint8Array): boolean =>
  windowFrom(bytes.subarray(0, SHORTEST_STRETCH), 0) === 0 || windowFrom(bytes.subarray(-SHORTEST_STRETCH), 0) === 0

/** Chance brings signs, letters and scripts in any order; words have letters of one script in a row. */
class Stretch {
  #bytes = 0
  #inWords = 0
  #word = 0
  #letters = BROKEN
  /** Bytes since the last broken one. */
  #since = 0

  /** Where it ends that begins here. */
  end(bytes: Uint8Array, from: number): number {
    this.#bytes = this.#inWords = this.#word = this.#since = 0
    this.#letters = BROKEN
    for (let at = from; at < bytes.length;) {
      const kind = KINDS[bytes[at]!]!
      const size = kind >= SEVERAL ? sizeAt(bytes, at) : kind === BROKEN ? 0 : 1
      if (size === 0 && this.#breaksOff()) return at
      if (size > 0) this.#add(kind, size)
      at += Math.max(size, 1)
    }
    return bytes.length
  }

  #add(kind: number, size: number): void {
    this.#since += size
    if (kind === ZERO) return
    this.#bytes += size
    if (kind !== this.#letters) this.#word = 0
    this.#letters = kind
    if (kind < LETTER) return
    const before = this.#word
    this.#word += 1
    // A word counts when it has three letters; then those before it do as well.
    if (this.#word >= SHORTEST_WORD) this.#inWords += before + 1 === SHORTEST_WORD ? size * SHORTEST_WORD : size
  }

  /** A byte is broken: now and then that is part of a text. */
  #breaksOff(): boolean {
    const isOver = this.#since < TOLERANCE
    this.#since = 0
    return isOver
  }

  isWords(): boolean {
    return this.#bytes >= SHORTEST_STRETCH && this.#inWords * 2 >= this.#bytes
  }
}

const SHORTEST_WORD = 3

const BROKEN = 0
const ZERO = 1
const SIGN = 2
const LETTER = 3
/** From here on the first byte of a character of several: one number for each script, more or less. */
const SEVERAL = 4
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0) return ZERO
  if (byte >= 0xc2 && byte < 0xe0) return SEVERAL + (byte >> 1) - 0x60
  if (byte >= 0xe0 && byte < 0xf5) return SEVERAL + 0x10 + (byte >> 4) - 0xd
  if (byte >= 0x80 || isControl(byte)) return BROKEN
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a ? LETTER : SIGN
})

const NONE = 0
const PLAIN = 1
const FIRST = 2
const REST = 3
const ROLES = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte < 0x80) return isControl(byte) ? NONE : PLAIN
  return byte < 0xc0 ? REST : byte < 0xc2 || byte >= 0xf5 ? NONE : FIRST
})

/** By the role of one byte and of the next: whether both may stand in a text of UTF-8. */
const FOLLOWS = Uint8Array.from({ length: 16 }, (_, pair) => {
  const [one, next] = [pair >> 2, pair & 3]
  if (one === NONE || next === NONE) return 0
  return one === FIRST ? Number(next === REST) : one === PLAIN ? Number(next !== REST) : 1
})
