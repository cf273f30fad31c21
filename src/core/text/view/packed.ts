// Text that is packed as base64 or hexadecimal, also when it was compressed before.
import { charactersOf, isReadable } from './bytes.ts'
import { Weaver, type Traced } from './weave.ts'

/** Unpacks gzip or zlib up to so many bytes; null: it is neither, is broken, or holds more. */
export type Inflate = (bytes: Uint8Array, limit: number) => Uint8Array | null

export type Unpacked = { readonly by: 'base64' | 'hex' | 'gzip'; readonly view: Traced | null; readonly bytes: number }

const BASE64 = /(?:[\w+/-]{40,200}\r?\n){0,2000}[\w+/-]{16,}={0,2}/g
const HEX = /(?:0x)?[\da-f]{2}(?:[ :,-]{0,2}(?:0x|\\x)?[\da-f]{2}){7,}/gi

/** Each packed run that is text inside. A null view: compressed, but not to be read. */
export function* unpacked(from: Traced, inflate: Inflate, limit: number): Generator<Unpacked> {
  for (const { 0: run, index } of from.text.matchAll(HEX)) {
    const [bytes, places] = hexOf(run)
    yield* read(from, index, run.length, 'hex', bytes, places, inflate, limit)
  }
  for (const { 0: run, index } of from.text.matchAll(BASE64)) {
    const [bytes, places] = base64Of(run)
    yield* read(from, index, run.length, 'base64', bytes, places, inflate, limit)
  }
}

/** `places[i]` is where byte `i` begins in the run. */
function* read(
  from: Traced,
  at: number,
  length: number,
  by: 'base64' | 'hex',
  bytes: Uint8Array,
  places: Uint32Array,
  inflate: Inflate,
  limit: number,
): Generator<Unpacked> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8
  if (isGzip || (bytes[0] === 0x78 && ((bytes[0] << 8) | (bytes[1] ?? 0)) % 31 === 0)) {
    const inner = inflate(bytes, limit)
    if (inner !== null || isGzip) yield whole(from, at, length, inner)
    if (inner !== null) return
  }
  if (!isReadable(bytes)) return
  const weaver = new Weaver(from)
  for (const { char, start, end } of charactersOf(bytes)) {
    weaver.put(char, [
      at + places[start]!,
      at + (end < bytes.length ? Math.max(places[end]!, places[start]! + 1) : length),
    ])
  }
  yield { by, view: weaver.done(), bytes: bytes.length }
}

/** Compression keeps no places: all that was inside leads back to the whole run. */
function whole(from: Traced, at: number, length: number, inner: Uint8Array | null): Unpacked {
  if (inner === null) return { by: 'gzip', view: null, bytes: 0 }
  const weaver = new Weaver(from)
  weaver.put(new TextDecoder().decode(inner), [at, at + length])
  return { by: 'gzip', view: weaver.done(), bytes: inner.length }
}

function hexOf(run: string): [Uint8Array, Uint32Array] {
  const pairs = [...run.matchAll(/(?<!\d)0x|[\da-f]{2}/gi)].filter(([pair]) => !/^0x$/i.test(pair))
  return [Uint8Array.from(pairs, ([pair]) => Number.parseInt(pair, 16)), Uint32Array.from(pairs, ({ index }) => index)]
}

function base64Of(run: string): [Uint8Array, Uint32Array] {
  const bytes = new Uint8Array(Math.ceil((run.length * 3) / 4))
  const places = new Uint32Array(bytes.length)
  let [bits, held, count, since] = [0, 0, 0, 0]
  for (let at = 0; at < run.length; at++) {
    const value = sextet(run.charCodeAt(at))
    if (value < 0) continue
    if (held === 0) since = at
    bits = ((bits << 6) | value) & 0xffff
    held += 6
    if (held < 8) continue
    held -= 8
    bytes[count] = (bits >> held) & 0xff
    places[count++] = since
    since = at
  }
  return [bytes.subarray(0, count), places.subarray(0, count)]
}

/** Both alphabets of RFC 4648; -1 for line ends and padding. */
function sextet(code: number): number {
  if (code >= 0x41 && code <= 0x5a) return code - 0x41
  if (code >= 0x61 && code <= 0x7a) return code - 0x61 + 26
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 52
  if (code === 0x2b || code === 0x2d) return 62
  return code === 0x2f || code === 0x5f ? 63 : -1
}
