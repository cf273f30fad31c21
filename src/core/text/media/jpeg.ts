// The words that a JPEG carries beside its picture: comments, EXIF, XMP and what programs keep in segments of their own.
// ITU-T T.81 annex B.
import type { Found } from './found.ts'
import { type Bare, joinedParts, Reader } from './reader.ts'
import { orientationOf, readTiff } from './tiff.ts'

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

/**
 * The same picture without comments and what programs keep beside it, everything else as it was; null where there is nothing of
 * that, or where the file is broken. Of EXIF one number stays: which way up the picture is.
 */
export function bareJpeg(file: Reader): Bare | null {
  const parts = [file.part(0, 2)]
  let left = 0
  for (let at = 2; ;) {
    const [mark, marker, end] = [file.u8(at), file.u8(at + 1), at + 2 + file.u16(at + 2)]
    if (mark !== 0xff || !(end <= file.length) || end < at + 4 || isAlone(marker)) return null
    const segment = file.part(at, end)
    if (marker === PICTURE) return left === 0 ? null : { bytes: joinedParts([...parts, file.part(at)]), left }
    const kept = keptOf(file, marker, at, end)
    parts.push(kept)
    if (!isSame(kept, segment)) left += 1
    at = end
  }
}

/** Marks without a length have no place before the picture. */
const isAlone = (marker: number): boolean => marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9) || marker === 0xff

/** What a picture is drawn by: its frame, its profile of colours, and how they are mixed. */
const DRAWN_BY: ReadonlyMap<number, RegExp> = new Map([
  [0xe0, /^JF(?:IF|XX)\0/],
  [0xe2, /^ICC_PROFILE\0/],
  [0xee, /^Adobe/],
])

function keptOf(file: Reader, marker: number, at: number, end: number): Uint8Array {
  if (marker !== COMMENT && (marker < FIRST_PROGRAM || marker > LAST_PROGRAM)) return file.part(at, end)
  const begin = file.latin(at + 4, Math.min(at + 16, end))
  if (DRAWN_BY.get(marker)?.test(begin) === true) return file.part(at, end)
  const turn = begin.startsWith(EXIF) ? orientationOf(file.part(at + 4 + EXIF.length, end)) : null
  return turn === null ? NOTHING : Uint8Array.from([...TURNED, turn, ...NO_MORE])
}

const NOTHING = new Uint8Array(0)
/** An EXIF segment of one tag, in the byte order of Motorola: orientation, one short number. */
const TURNED = [
  ...[0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1],
  ...[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0],
]
const NO_MORE = [0, 0, 0, 0, 0, 0]

const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at])
