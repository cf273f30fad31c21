// The words that a JPEG carries beside its picture: comments, EXIF, XMP and what programs keep in segments of their own.
// ITU-T T.81 annex B.
import type { Found } from './found.ts'
import type { Reader } from './reader.ts'
import { readTiff } from './tiff.ts'

export const isJpeg = (file: Reader): boolean => file.startsWith(0xff, 0xd8, 0xff)

const COMMENT = 0xfe
const FIRST_PROGRAM = 0xe0
const LAST_PROGRAM = 0xef
const PICTURE = 0xda
const EXIF = 'Exif\0\0'

export function readJpeg(file: Reader, found: Found): void {
  let at = 2
  // Each segment has two bytes of marker and two of length, so the walk ends.
  while (file.u8(at) === 0xff) {
    const marker = file.u8(at + 1)
    if (marker === PICTURE) break
    const to = at + 2 + Math.max(2, file.u16(at + 2) || 0)
    if (marker === COMMENT) found.addUtf8('COM', file.part(at + 4, to))
    else if (marker >= FIRST_PROGRAM && marker <= LAST_PROGRAM) readProgram(file, at + 4, to, found)
    at = to
  }
  found.addWords('trailer', file.part(endOf(file.bytes, at)))
}

function readProgram(file: Reader, from: number, to: number, found: Found): void {
  if (file.latin(from, from + EXIF.length) === EXIF) readTiff(file.part(from + EXIF.length, to), found)
  else found.addWords('APP', file.part(from, to))
}

/** Behind the last end mark that stands in the picture; a small picture inside EXIF has one of its own, before `from`. */
function endOf(bytes: Uint8Array, from: number): number {
  for (let at = bytes.length - 2; at >= from; at--) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return at + 2
  return bytes.length
}
