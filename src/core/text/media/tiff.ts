// The words of EXIF: a TIFF without a picture, inside of JPEG, PNG and others. CIPA DC-008, TIFF 6.0 section 2.
import type { Found } from './found.ts'
import { Reader } from './reader.ts'

const ASCII = 2
/** Tags that lead to more tags: those of EXIF, of GPS and of the next picture. */
const INNER: ReadonlySet<number> = new Set([0x8769, 0x8825, 0xa005])
/** Bytes of any kind that programs show as words: comments, and the fields of Windows, which are UTF-16. */
const COMMENT = 0x9286
const isWindowsText = (tag: number): boolean => tag >= 0x9c9b && tag <= 0x9c9f
/** More tables than any camera writes; they may lead to one another. */
const MOST_TABLES = 8
const MOST_TAGS = 500

export function readTiff(bytes: Uint8Array, found: Found): void {
  const file = new Reader(bytes)
  const isLittle = file.startsWith(0x49, 0x49)
  const waiting = [file.u32(4, isLittle)]
  const seen = new Set<number>()
  for (let table = waiting.pop(); table !== undefined; table = waiting.pop()) {
    if (seen.has(table) || seen.size >= MOST_TABLES) continue
    seen.add(table)
    const count = Math.min(file.u16(table, isLittle) || 0, MOST_TAGS)
    for (let tag = 0; tag < count; tag++) readTag(file, table + 2 + tag * 12, isLittle, waiting, found)
    const next = file.u32(table + 2 + count * 12, isLittle)
    if (next > 0) waiting.push(next)
  }
}

function readTag(file: Reader, at: number, isLittle: boolean, waiting: number[], found: Found): void {
  const [tag, type, count] = [file.u16(at, isLittle), file.u16(at + 2, isLittle), file.u32(at + 4, isLittle)]
  if (INNER.has(tag)) waiting.push(file.u32(at + 8, isLittle))
  if (type !== ASCII && tag !== COMMENT && !isWindowsText(tag)) return
  const from = count <= 4 ? at + 8 : file.u32(at + 8, isLittle)
  const value = file.part(from, from + count)
  if (isWindowsText(tag)) found.add('EXIF', new TextDecoder('utf-16le').decode(value))
  else if (tag === COMMENT) found.add('EXIF', commentOf(value, isLittle))
  else found.addUtf8('EXIF', value)
}

/** Its first eight bytes name the letters it is written in. */
function commentOf(value: Uint8Array, isLittle: boolean): string {
  const isWide = new TextDecoder('latin1').decode(value.subarray(0, 7)) === 'UNICODE'
  const coding = !isWide ? 'utf-8' : isLittle ? 'utf-16le' : 'utf-16be'
  return new TextDecoder(coding).decode(value.subarray(8))
}

const ORIENTATION = 0x0112
const SHORT = 3

/** Which way up a picture is, from 2 to 8; null where nothing says so, or where it stands as it is. */
export function orientationOf(bytes: Uint8Array): number | null {
  const file = new Reader(bytes)
  const isLittle = file.startsWith(0x49, 0x49)
  const table = file.u32(4, isLittle)
  const count = Math.min(file.u16(table, isLittle) || 0, MOST_TAGS)
  for (let at = table + 2; at < table + 2 + count * 12; at += 12) {
    if (file.u16(at, isLittle) !== ORIENTATION || file.u16(at + 2, isLittle) !== SHORT) continue
    const turn = file.u16(at + 8, isLittle)
    return turn >= 2 && turn <= 8 ? turn : null
  }
  return null
}
