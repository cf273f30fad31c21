// Where pictures, sounds and other files stand in a message, and whether what stands there is one. Only a file is passed over by what
// reads words: a server or a client chooses the names beside it (MCP content blocks `image`, `audio`, `blob`).
import { isObject, type Json } from '../../model/json.ts'
import { bytesOf } from '../../text/media/base64.ts'
import { isReadable } from '../../text/view/bytes.ts'

export function isMediaPlace(owner: Json, key: string): boolean {
  if (!isObject(owner)) return false
  if (key === 'data') return owner['type'] === 'image' || owner['type'] === 'audio'
  return key === 'blob' && !/^text\b|json|xml/i.test(kindOf(owner))
}

export const kindOf = (owner: Json): string =>
  isObject(owner) && typeof owner['mimeType'] === 'string' ? owner['mimeType'] : ''

/** A file that is written as base64, and no text: one that is packed so, or that only stands there, is read as any other. */
export function isMedia(owner: Json, key: string): boolean {
  if (!isMediaPlace(owner, key)) return false
  const value = isObject(owner) ? owner[key] : undefined
  if (typeof value !== 'string') return false
  const packed = value.replaceAll(/[\r\n]+/g, '')
  if (!/^(?:[A-Za-z0-9+/]*|[\w-]*)={0,2}$/.test(packed)) return false
  if (packed.length < SHORT) return BEGINS.test(packed)
  return !isWords(bytesOf(packed.slice(0, HEAD))) || !isWords(bytesOf(packed))
}

/** Letters. A key is written with the letters of base64 too; only what begins like a picture or a sound is one so short. */
const SHORT = 1_024
/** PNG, JPEG, GIF, RIFF (WAV, WebP), Ogg, FLAC and ID3, as base64. */
const BEGINS = /^(?:iVBORw0KGgo|\/9j\/|R0lGOD|UklGR|T2dnUw|ZkxhQ|SUQz)/
/** Letters. Most files are known by so many. */
const HEAD = 4_096

/** A byte that is none here and there makes no file of a text; silence is zeros, and at most half of a text is (UTF-16). */
const isWords = (bytes: Uint8Array): boolean =>
  isReadable(bytes) && bytes.reduce((zeros, byte) => (byte === 0 ? zeros + 1 : zeros), 0) * 2 <= bytes.length
