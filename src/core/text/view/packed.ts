// Text that is packed as base64 or hexadecimal, also when it was compressed before.
import { charactersOf, isControl, isReadable } from './bytes.ts'
import { base64Runs } from './runs.ts'
import { Weaver, type Traced } from './weave.ts'

/** Unpacks gzip or zlib up to so many bytes; null: it is neither, is broken, or holds more. */
export type Inflate = (bytes: Uint8Array, limit: number) => Uint8Array | null

export type Unpacked = { readonly by: 'base64' | 'hex' | 'gzip'; readonly view: Traced | null; readonly bytes: number }

const HEX = /(?:0x)?[\da-f]{2}(?:[ :,-]{0,2}(?:0x|\\x)?[\da-f]{2}){7,}/gi

/** Each packed run that is text inside. A null view: compressed, but not to be read. */
export function* unpacked(from: Traced, inflate: Inflate, limit: number): Generator<Unpacked> {
  for (const { 0: run, index } of from.text.matchAll(HEX)) {
    const [bytes, places] = hexOf(run)
    yield* read(from, index, run.length, 'hex', bytes, places, inflate, limit)
  }
  for (const [index, end] of base64Runs(from.text)) {
    const run = from.text.slice(index, end)
    if (!mayBeText(run)) continue
    const [bytes, places] = base64Of(run)
    yield* read(from, index, run.length, 'base64', bytes, places, inflate, limit)
  }
}

/** Whether a run of base64 begins or ends like text, or begins like compressed text. Paths and long names do not. */
const mayBeText = (run: string): boolean =>
  /^(?:H4sI|e[A-P])/.test(run) || beginsLikeText(run, 0) || beginsLikeText(run, Math.max(0, (run.length - SAMPLE) & ~3))

const SAMPLE = 24

/** Whether the first bytes are characters of UTF-8 and no controls; nothing is made, because most runs end here. */
function beginsLikeText(run: string, from: number): boolean {
  let [held, bits, missing] = [0, 0, 0]
  for (let at = from; at < Math.min(run.length, from + SAMPLE); at++) {
    const value = sextet(run.charCodeAt(at))
    if (value < 0) continue
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    const byte = (held >> bits) & 0xff
    const isRest = (byte & 0xc0) === 0x80
    if (isRest ? missing === 0 && at > from + 4 : missing > 0 || isControl(byte) || byte >= 0xf5) return false
    missing = isRest ? Math.max(0, missing - 1) : byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc0 ? 1 : 0
  }
  return true
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
  const compression = compressionOf(bytes)
  if (compression !== null) {
    const inner = inflate(bytes, limit)
    if (inner !== null || compression === 'gzip') yield whole(from, at, length, inner)
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

function compressionOf(bytes: Uint8Array): 'gzip' | 'zlib' | null {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8) return 'gzip'
  return bytes[0] === 0x78 && ((bytes[0] << 8) | (bytes[1] ?? 0)) % 31 === 0 ? 'zlib' : null
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
