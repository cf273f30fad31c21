// Looks for bait in what left the stage, through the encodings that hide it: percent, base64, base32, hex, compression, letters turned
// around, and any of them inside another. What was enciphered is not seen here; that something was sent is.
import { bound } from '../model/bounds.ts'
import type { Bait } from '../model/rehearsal.ts'
import type { Inflate } from '../text/view/packed.ts'
import { ALPHABETS, readAs } from '../text/alphabet.ts'

export type Found = { readonly bait: Bait; readonly through: readonly string[] }

/** `isWhole` is false where there was more to undo than was undone. */
export type Searched = { readonly found: readonly Found[]; readonly isWhole: boolean }

/** Gzip (RFC 1952), and zlib (RFC 1950), which a check in its second byte tells from most of what begins so by chance. */
const isPacked = (text: string): boolean =>
  text.startsWith('\x1f\x8b\x08') ||
  (/^[\x08\x18\x28\x38\x48\x58\x68\x78]/.test(text) && (text.charCodeAt(0) * 256 + text.charCodeAt(1)) % 31 === 0)
/** How much of it a byte can hold. */
const MOST_RATIO = 1_032

type Layer = { readonly text: string; readonly through: readonly string[] }

export function baitIn(bytes: Uint8Array, baits: readonly Bait[], inflate: Inflate): Searched {
  const found = new Map<string, Found>()
  const sought = baits.map((bait) => ({ bait, reversed: turned(bait.tag) }))
  let layers: Layer[] = [{ text: latin(bytes), through: [] }]
  let left = bound('rehearsal-undone-bytes')
  for (let level = 0; level <= bound('rehearsal-undone-levels') && layers.length > 0; level += 1) {
    const next: Layer[] = []
    for (const { text, through } of layers) {
      for (const { bait, reversed } of sought) {
        if (text.includes(bait.tag)) note(found, bait, through)
        else if (text.includes(reversed)) note(found, bait, [...through, 'reversed'])
      }
      if (left < 0) continue
      for (const [by, inner] of undo(text, inflate)) {
        left -= inner?.length ?? Infinity
        if (inner === null || left < 0) break
        next.push({ text: inner, through: [...through, by] })
      }
    }
    layers = next
  }
  return { found: [...found.values()], isWhole: left >= 0 && layers.length === 0 }
}

function note(found: Map<string, Found>, bait: Bait, through: readonly string[]): void {
  if (!found.has(bait.tag)) found.set(bait.tag, { bait, through })
}

/** Null: there is more inside than may be undone. */
function* undo(text: string, inflate: Inflate): Generator<readonly [by: string, inner: string | null]> {
  if (isPacked(text)) {
    const inflated = inflate(bytesOf(text), bound('rehearsal-undone-bytes'))
    if (inflated !== null) yield ['compression', latin(inflated)]
    else if (text.length * MOST_RATIO >= bound('rehearsal-undone-bytes')) yield ['compression', null]
  }
  if (/%[0-9A-Fa-f]{2}/.test(text)) {
    yield ['percent', text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))]
  }
  if (/\\(?:[nrt"\\/]|u[0-9A-Fa-f]{4})/.test(text)) yield ['escapes', unescaped(text)]
  // Labels of a name and lines of a file come apart; what they say together does not.
  const joined = text.replace(/[\s.]+/g, '')
  for (const whole of joined === text ? [text] : [text, joined]) {
    for (const alphabet of ALPHABETS) {
      for (const read of readAs(whole, alphabet)) yield [alphabet.by, latin(read)]
    }
  }
}

/** Byte for byte: the decoder of that name is another alphabet (WHATWG Encoding: latin1 means windows-1252). */
function latin(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE))
  return text
}
const PIECE = 8_192
function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at)
  return bytes
}
const turned = (tag: string): string => [...tag].toReversed().join('')

const unescaped = (text: string): string =>
  text
    .replace(/\\u([0-9A-Fa-f]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/\\[nrt]/g, '\n')
    .replace(/\\(["\\/])/g, '$1')
