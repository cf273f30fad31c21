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
  return !piecesOf(packed).every((piece) => isWords(bytesOf(piece)))
}

/** Letters. A key is written with the letters of base64 too; only what begins like a picture or a sound is one so short. */
const SHORT = 1_024
/** PNG, JPEG, GIF, RIFF (WAV, WebP), Ogg, FLAC and ID3, as base64. */
const BEGINS = /^(?:iVBORw0KGgo|\/9j\/|R0lGOD|UklGR|T2dnUw|ZkxhQ|SUQz)/
/** From its beginning on, as many of it everywhere: a long one is not unpacked as a whole for this. */
const piecesOf = (packed: string): readonly string[] =>
  Array.from({ length: PIECES }, (_, index) => {
    const start = 4 * Math.floor((packed.length * index) / PIECES / 4)
    return packed.slice(start, start + PIECE)
  })
const PIECES = 16
/** Letters. Four of them are three bytes. */
const PIECE = 4_096

/** A byte that is none here and there makes no file of a text; silence is zeros, and half of a text in UTF-16 is, one more where a piece begins between two. */
const isWords = (bytes: Uint8Array): boolean =>
  isReadable(bytes) && bytes.reduce((zeros, byte) => (byte === 0 ? zeros + 1 : zeros), 0) <= bytes.length / 2 + 1
