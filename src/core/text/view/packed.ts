// Text that is packed as base64 or hexadecimal, also when it was compressed before, and wherever in a run of letters it begins.
import type { Span } from '../span.ts'
import { isReadable, isText } from './bytes.ts'
import { Letters } from './letters.ts'
import { base64Runs, hexRuns } from './runs.ts'
import { readableIn, touchesText } from './stretch.ts'
import { Weaver, type Traced } from './weave.ts'

/** Unpacks gzip or zlib up to so many bytes; null: it is neither, is broken, or holds more. */
export type Inflate = (bytes: Uint8Array, limit: number) => Uint8Array | null

export type Unpacked = { readonly by: 'base64' | 'hex' | 'gzip'; readonly view: Traced | null; readonly bytes: number }

type Packing = { readonly from: Traced; readonly inflate: Inflate; readonly limit: number; readonly letters: Letters }

/** Each packed run that is text inside. A null view: compressed, but not to be read. */
export function* unpacked(from: Traced, hasHex: boolean, inflate: Inflate, limit: number): Generator<Unpacked> {
  const packing = { from, inflate, limit, letters: new Letters(from.text.length) }
  for (const run of hasHex ? hexRuns(from.text) : []) {
    packing.letters.hex(from.text, ...run)
    yield* read(run, 'hex', packing)
  }
  for (const run of base64Runs(from.text)) {
    packing.letters.base64(from.text, ...run)
    yield* read(run, 'base64', packing)
  }
}

function* read(run: Span, by: 'base64' | 'hex', packing: Packing): Generator<Unpacked> {
  const { from, letters } = packing
  const opened = compressedIn(run, packing)
  if (opened !== null) yield opened
  if (opened?.view !== null && opened !== null) return
  // Letters before it move where its bytes begin: a path, or a single one that somebody put there.
  for (let letter = 0; letter < letters.ways; letter++) {
    const bytes = letters.bytes(letter)
    const isClean = letter === 0 && isText(bytes)
    const parts = isClean ? [[0, bytes.length] as const] : letter === 0 ? fromItsBeginning(bytes) : readableIn(bytes)
    if (parts.length > 0) yield { by, view: letters.view(from, letter, bytes, parts), bytes: bytes.length }
    // Every byte has its place in a text: there is no room for another one between them.
    if (isClean) return
  }
}

/** A run is most often packed as a whole; then all of it is shown, with what little is broken. */
const fromItsBeginning = (bytes: Uint8Array): readonly Span[] =>
  bytes.length <= SHORT || touchesText(bytes) ? wholeOr(bytes) : readableIn(bytes)

const wholeOr = (bytes: Uint8Array): readonly Span[] => (isReadable(bytes) ? [[0, bytes.length]] : readableIn(bytes))

/** Looked at byte by byte without a sign that it is worth it. */
const SHORT = 64

/** How gzip and zlib begin, packed in either way. */
const COMPRESSED = {
  base64: /H4sI|e(?:AE|F[4-7]|J[w-z]|N[o-r])/g,
  hex: /1f8b08|78(?:01|5e|9c|da)/gi,
}
/** By chance it may begin so in many places. */
const MOST_TRIES = 4

/** What was compressed before it was packed. At the beginning of a run gzip is known by its name, also when it is broken. */
function compressedIn(run: Span, { from, inflate, limit, letters }: Packing): Unpacked | null {
  const text = from.text.slice(...run)
  let tries = 0
  for (const { 0: name, index } of text.matchAll(letters.bits === 6 ? COMPRESSED.base64 : COMPRESSED.hex)) {
    if (tries++ === MOST_TRIES) break
    const inner = inflate(letters.bytes(letters.at(run[0] + index)), limit)
    if (inner !== null) return whole(from, run, inner)
    if (index === 0 && /^(?:H4sI|1f8b08)/i.test(name)) return { by: 'gzip', view: null, bytes: 0 }
  }
  return null
}

/** Compression keeps no places: all that was inside leads back to the whole run. */
function whole(from: Traced, run: Span, inner: Uint8Array): Unpacked {
  const weaver = new Weaver(from)
  weaver.put(new TextDecoder().decode(inner), run)
  return { by: 'gzip', view: weaver.done(), bytes: inner.length }
}
