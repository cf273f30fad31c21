// Looks for bait in what left the stage, through the encodings that hide it: percent, base64, base32, hex, compression, letters turned
// around, and any of them inside another. What was enciphered is not seen here; that something was sent is.
import type { Bait } from '../model/rehearsal.ts'

export type Inflate = (bytes: Uint8Array, limit: number) => Uint8Array | null
export type Found = { readonly bait: Bait; readonly through: readonly string[] }

const LEVELS = 5
/** Of all that is undone, together. */
const MOST_BYTES = 16 * 1024 ** 2
const MOST_RUNS = 2_000
/** Shorter runs cannot hold a tag. */
const RUN = 24

type Layer = { readonly text: string; readonly through: readonly string[] }

export function baitIn(bytes: Uint8Array, baits: readonly Bait[], inflate: Inflate): readonly Found[] {
  const found = new Map<string, Found>()
  let layers: Layer[] = [{ text: latin(bytes), through: [] }]
  let undone = 0
  for (let level = 0; level <= LEVELS && layers.length > 0; level += 1) {
    const next: Layer[] = []
    for (const { text, through } of layers) {
      for (const bait of baits) {
        if (text.includes(bait.tag)) note(found, bait, through)
        else if (text.includes(turned(bait.tag))) note(found, bait, [...through, 'reversed'])
      }
      for (const [by, inner] of undo(text, inflate)) {
        undone += inner.length
        if (undone > MOST_BYTES) return [...found.values()]
        next.push({ text: inner, through: [...through, by] })
      }
    }
    layers = next
  }
  return [...found.values()]
}

function note(found: Map<string, Found>, bait: Bait, through: readonly string[]): void {
  if (!found.has(bait.tag)) found.set(bait.tag, { bait, through })
}

function* undo(text: string, inflate: Inflate): Generator<readonly [by: string, inner: string]> {
  const inflated = inflate(bytesOf(text), MOST_BYTES)
  if (inflated !== null) yield ['compression', latin(inflated)]
  if (/%[0-9A-Fa-f]{2}/.test(text)) {
    yield ['percent', text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))]
  }
  if (/\\[nrt"\\/u]/.test(text)) yield ['escapes', unescaped(text)]
  // Labels of a name and lines of a file come apart; what they say together does not.
  const joined = text.replace(/[\s.]+/g, '')
  for (const whole of joined === text ? [text] : [text, joined]) {
    yield* runs(whole, /(?:[0-9A-Fa-f]{2}){24,}/g, 'hex', fromHex)
    yield* runs(whole, /[A-Za-z0-9+/_-]{24,}/g, 'base64', fromBase64)
    yield* runs(whole, /[A-Za-z2-7]{32,}/g, 'base32', fromBase32)
  }
}

function* runs(
  text: string,
  form: RegExp,
  by: string,
  decode: (run: string) => string,
): Generator<readonly [string, string]> {
  let count = 0
  for (const [run] of text.matchAll(form)) {
    if (run.length < RUN || (count += 1) > MOST_RUNS) continue
    // What stands before it may be letters of the same alphabet: each of the four beginnings is tried.
    const starts = by === 'base64' ? [0, 1, 2, 3] : [0]
    for (const start of starts) yield [by, decode(run.slice(start))]
  }
}

/** Byte for byte: the decoder of that name is another alphabet (WHATWG Encoding: latin1 means windows-1252). */
function latin(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE))
  return text
}
const PIECE = 8_192
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0) & 255)
const turned = (tag: string): string => [...tag].toReversed().join('')

const unescaped = (text: string): string =>
  text
    .replace(/\\u([0-9A-Fa-f]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/\\[nrt]/g, '\n')
    .replace(/\\(["\\/])/g, '$1')

const fromHex = (run: string): string => run.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)))

const fromBase64 = (run: string): string => {
  const plain = run.replaceAll('-', '+').replaceAll('_', '/')
  const whole = plain.slice(0, plain.length - (plain.length % 4 === 1 ? 1 : 0))
  return atob(whole)
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'

function fromBase32(run: string): string {
  let bits = 0
  let held = 0
  let text = ''
  for (const letter of run.toLowerCase()) {
    held = (held << 5) | LETTERS.indexOf(letter)
    bits += 5
    if (bits < 8) continue
    bits -= 8
    text += String.fromCharCode((held >> bits) & 255)
    held &= (1 << bits) - 1
  }
  return text
}
