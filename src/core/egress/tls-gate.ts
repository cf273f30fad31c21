// Every hello of a TLS client, until the host sends encrypted data. There may be a second one: a host that wants another key
// asks for it (RFC 8446 §4.1.4), and a client could then name another host, or send both hellos at once.
import { helloRefusal } from './decide.ts'
import { join, NOTHING, type Fed, type Gate } from './gate.ts'
import { CLIENT_HELLO, HANDSHAKE, MAX_HELLO_BYTES, parseHello, readHello } from './hello.ts'

const HEAD_BYTES = 5
/** Encrypted ones may be a little longer than others. */
const MAX_RECORD_BYTES = 16_384 + 2048
const MAX_HELD_BYTES = 4 * MAX_HELLO_BYTES
const FIRST_TYPE = 20
const LAST_TYPE = 24
const APPLICATION_DATA = 23

export class TlsGate implements Gate {
  readonly isInHead = false
  readonly #name: string
  #isOpen = false
  #isOver = false
  #refused: string | null = null
  /** What came of a first hello, or later of a record, that is not whole. */
  #kept: Uint8Array = NOTHING
  /** Whole records that are the beginning of a hello, and the handshake bytes in them. */
  #held: Uint8Array = NOTHING
  #message: Uint8Array = NOTHING
  /** Bytes of a record that may pass as they come. */
  #left = 0
  readonly #host = { head: NOTHING, left: 0 }

  constructor(name: string) {
    this.#name = name
  }

  readonly feed = (bytes: Uint8Array): Fed => {
    if (this.#isOver) {
      const all = join(join(this.#held, this.#kept), bytes)
      this.#held = this.#kept = NOTHING
      return { pass: [all] }
    }
    let rest = join(this.#kept, bytes)
    this.#kept = NOTHING
    if (!this.#isOpen && !this.#opens(rest)) {
      this.#kept = rest
      return this.#refused === null ? { pass: [] } : { refused: this.#refused }
    }
    const pass: Uint8Array[] = []
    while (rest.length > 0 && this.#refused === null && this.#kept.length === 0) rest = this.#step(rest, pass)
    return this.#refused === null ? { pass } : { refused: this.#refused }
  }

  /** A host that sends application data has read every hello. */
  readonly heard = (bytes: Uint8Array): void => {
    let rest = bytes
    while (rest.length > 0 && !this.#isOver) {
      const skipped = Math.min(this.#host.left, rest.length)
      this.#host.left -= skipped
      rest = rest.subarray(skipped)
      const head = join(this.#host.head, rest.subarray(0, HEAD_BYTES - this.#host.head.length))
      rest = rest.subarray(head.length - this.#host.head.length)
      this.#host.head = head
      if (head.length < HEAD_BYTES) return
      if (head[0] === APPLICATION_DATA) this.#isOver = true
      this.#host.left = head[3]! * 256 + head[4]!
      this.#host.head = NOTHING
    }
  }

  #opens(bytes: Uint8Array): boolean {
    const hello = readHello(bytes)
    if (hello.kind === 'more') return false
    this.#refused = helloRefusal(hello, this.#name)
    this.#isOpen = this.#refused === null
    return this.#isOpen
  }

  #step(bytes: Uint8Array, pass: Uint8Array[]): Uint8Array {
    if (this.#left > 0) {
      const part = bytes.subarray(0, this.#left)
      pass.push(part)
      this.#left -= part.length
      return bytes.subarray(part.length)
    }
    const [type, major] = bytes
    if (type! < FIRST_TYPE || type! > LAST_TYPE || (bytes.length > 1 && major !== 3))
      return this.#no('not TLS any more')
    if (bytes.length < HEAD_BYTES) return this.#keep(bytes)
    const whole = HEAD_BYTES + bytes[3]! * 256 + bytes[4]!
    if (whole > HEAD_BYTES + MAX_RECORD_BYTES) return this.#no('a TLS record of that length is not allowed')
    if (type !== HANDSHAKE) {
      // RFC 8446 §5.1 lets nothing stand between the pieces of a message. Hosts skip some of it all the same, and read on.
      if (this.#held.length > 0) return this.#no('a hello is broken off by something else')
      this.#left = whole
      return bytes
    }
    if (bytes.length < whole) return this.#keep(bytes)
    this.#held = join(this.#held, bytes.subarray(0, whole))
    this.#message = join(this.#message, bytes.subarray(HEAD_BYTES, whole))
    if (this.#held.length > MAX_HELD_BYTES) return this.#no('the hello comes in too many records')
    if (!this.#isBegun()) this.#release(pass)
    return bytes.subarray(whole)
  }

  /** Judges whole hellos; true while one has begun and is not whole. Later messages are encrypted, and look like none. */
  #isBegun(): boolean {
    while (this.#refused === null && looksLikeHello(this.#message)) {
      if (this.#message.length < 6) return true
      if (lengthOf(this.#message) > MAX_HELLO_BYTES) {
        this.#refused = 'the hello is too long'
        return true
      }
      const end = 4 + lengthOf(this.#message)
      if (this.#message.length < end) return true
      const hello = parseHello(this.#message.subarray(4, end))
      this.#refused = hello.kind === 'more' ? null : helloRefusal(hello, this.#name)
      this.#message = this.#message.subarray(end)
    }
    return false
  }

  #release(pass: Uint8Array[]): void {
    if (this.#held.length > 0 && this.#refused === null) pass.push(this.#held)
    this.#held = this.#message = NOTHING
  }

  #keep(bytes: Uint8Array): Uint8Array {
    this.#kept = bytes
    return NOTHING
  }

  #no(why: string): Uint8Array {
    this.#refused = why
    return NOTHING
  }
}

const lengthOf = (message: Uint8Array): number => message[1]! * 65_536 + message[2]! * 256 + message[3]!

/** Of a length. OpenSSL takes hellos of 128 KB, others less: what is longer than 256 KB is read by nobody. */
const MAX_FIRST_BYTE = 3

/** By as many of the first six bytes as there are: type, length, version. Random ones do so once in two hundred million times. */
function looksLikeHello(message: Uint8Array): boolean {
  if (message.length === 0 || message[0] !== CLIENT_HELLO) return false
  if (message.length > 1 && message[1]! > MAX_FIRST_BYTE) return false
  return (message.length <= 4 || message[4] === 3) && (message.length <= 5 || message[5]! <= 4)
}
