// The first words of a TLS client (RFC 8446 §4.1.2), read before they are passed on: they name the host that is wanted.
// They may come in any number of pieces, cut by TCP and by TLS records alike.

export type Hello =
  | { readonly kind: 'more' }
  | { readonly kind: 'hello'; readonly name: string | null; readonly hidden: boolean }
  | { readonly kind: 'not'; readonly why: string }

/** Far beyond any honest hello, also with post-quantum keys. */
export const MAX_HELLO_BYTES = 16 * 1024
const MAX_RECORD_BYTES = 16_384
const MAX_RECORDS = 64
export const HANDSHAKE = 22
export const CLIENT_HELLO = 1
const SERVER_NAME = 0
const MAX_NAME_CHARS = 253
const ENCRYPTED_HELLO = 0xfe0d

const MORE: Hello = { kind: 'more' }
const not = (why: string): Hello => ({ kind: 'not', why })

/** What all bytes so far are. Once it is not `more`, further bytes change nothing. */
export function readHello(bytes: Uint8Array): Hello {
  const parts: Uint8Array[] = []
  let [have, at] = [0, 0]
  for (let records = 0; ; records += 1) {
    const message = messageOf(parts, have)
    if (message !== null) return 'kind' in message ? message : parseHello(message.body)
    if (at > MAX_HELLO_BYTES) return not('the hello is too long')
    if (records === MAX_RECORDS) return not('the hello comes in too many records')
    if (bytes.length > at && bytes[at] !== HANDSHAKE) return not('it does not begin with TLS')
    if (bytes.length > at + 1 && bytes[at + 1] !== 3) return not('it does not begin with TLS')
    if (bytes.length < at + 5) return MORE
    const length = bytes[at + 3]! * 256 + bytes[at + 4]!
    if (length === 0 || length > MAX_RECORD_BYTES) return not('a TLS record of that length is not allowed')
    const part = bytes.subarray(at + 5, at + 5 + length)
    parts.push(part)
    have += part.length
    if (part.length < length) {
      const early = messageOf(parts, have)
      return early !== null && 'kind' in early ? early : MORE
    }
    at += 5 + length
  }
}

/** The whole handshake message, or null while bytes of it are missing. */
function messageOf(parts: readonly Uint8Array[], have: number): { readonly body: Uint8Array } | Hello | null {
  if (have === 0) return null
  const joined = new Uint8Array(have)
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  if (joined[0] !== CLIENT_HELLO) return not('the first TLS message is no client hello')
  if (have < 4) return null
  const length = joined[1]! * 65_536 + joined[2]! * 256 + joined[3]!
  if (length > MAX_HELLO_BYTES) return not('the hello is too long')
  return have < 4 + length ? null : { body: joined.subarray(4, 4 + length) }
}

/** A cursor that turns every step beyond the end into one answer: null. */
class Reader {
  at = 0
  readonly #bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }
  get isEmpty(): boolean {
    return this.at === this.#bytes.length
  }
  number(bytes: 1 | 2): number | null {
    const taken = this.take(bytes)
    return taken === null ? null : taken.reduce((sum, byte) => sum * 256 + byte, 0)
  }
  take(length: number): Uint8Array | null {
    if (this.at + length > this.#bytes.length) return null
    this.at += length
    return this.#bytes.subarray(this.at - length, this.at)
  }
  /** Bytes after a length of their own. */
  vector(lengthBytes: 1 | 2): Uint8Array | null {
    const length = this.number(lengthBytes)
    return length === null ? null : this.take(length)
  }
}

const BROKEN = not('the hello is malformed')

/** The body of one handshake message. */
export function parseHello(body: Uint8Array): Hello {
  const reader = new Reader(body)
  const isWhole = [reader.take(34), reader.vector(1), reader.vector(2), reader.vector(1)].every((part) => part !== null)
  if (!isWhole) return BROKEN
  if (reader.isEmpty) return { kind: 'hello', name: null, hidden: false }
  const extensions = reader.vector(2)
  if (extensions === null || !reader.isEmpty) return BROKEN
  const list = new Reader(extensions)
  const seen = new Set<number>()
  let name: string | null = null
  while (!list.isEmpty) {
    const type = list.number(2)
    const data = list.vector(2)
    // An extension twice could be read one way here and another way there.
    if (type === null || data === null || seen.has(type)) return BROKEN
    seen.add(type)
    if (type !== SERVER_NAME) continue
    name = serverName(data)
    if (name === null) return BROKEN
  }
  return { kind: 'hello', name, hidden: seen.has(ENCRYPTED_HELLO) }
}

/** Exactly one host name (RFC 6066 §3). */
function serverName(data: Uint8Array): string | null {
  const outer = new Reader(data)
  const names = outer.vector(2)
  if (names === null || !outer.isEmpty) return null
  const list = new Reader(names)
  const type = list.number(1)
  const name = list.vector(2)
  if (type !== 0 || name === null || name.length === 0 || name.length > MAX_NAME_CHARS || !list.isEmpty) return null
  return name.every((byte) => byte > 0x20 && byte < 0x7f) ? String.fromCharCode(...name).toLowerCase() : null
}
