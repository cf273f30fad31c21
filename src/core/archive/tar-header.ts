// One header block of a tar archive, and the extended headers (pax, GNU) that change what it says.
// https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
import { type EntryKind, UnsafeArchive } from './entry.ts'

export const BLOCK = 512

export type TarHeader = {
  readonly name: string
  readonly type: string
  readonly size: number
  readonly mode: number
  readonly link: string
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Of whom it is, and when it was changed: nothing comes of them. */
const IDLE_NUMBERS = [
  [108, 116],
  [116, 124],
  [136, 148],
] as const

export function readHeader(block: Uint8Array): TarHeader {
  if (readOctal(block.subarray(148, 156)) !== checksum(block)) throw new UnsafeArchive('a header of it is damaged')
  // Some readers stop at one of these that is no number, and see nothing of what follows.
  for (const [from, to] of IDLE_NUMBERS) if (!isWide(block[from]!)) readOctal(block.subarray(from, to))
  const form = latin(block.subarray(257, 265))
  const prefix = textOf(block.subarray(345, 500))
  // Some readers put it before the name whatever the form is, and others only for this very one.
  if (prefix !== '' && form !== 'ustar\x0000') throw new UnsafeArchive('a name in it begins elsewhere for some readers')
  const name = textOf(block.subarray(0, 100))
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type: String.fromCharCode(block[156]!),
    size: readSize(block.subarray(124, 136)),
    mode: readOctal(block.subarray(100, 108)),
    link: textOf(block.subarray(157, 257)),
  }
}

export const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0)

/** The bytes of the sum itself count as spaces. */
function checksum(block: Uint8Array): number {
  let sum = 8 * 32
  for (const [at, byte] of block.entries()) if (at < 148 || at >= 156) sum += byte
  return sum
}

/** A field ends at its first NUL; what hides behind one is read by nobody. */
export function textOf(field: Uint8Array): string {
  const end = field.indexOf(0)
  try {
    return utf8.decode(end < 0 ? field : field.subarray(0, end))
  } catch {
    throw new UnsafeArchive('a name in it is not UTF-8')
  }
}

const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

function readOctal(field: Uint8Array): number {
  const [, digits] = /^ *([0-7]*)[\0 ]*$/.exec(latin(field)) ?? []
  if (digits === undefined) throw new UnsafeArchive('a number in a header of it is none')
  return digits === '' ? 0 : Number.parseInt(digits, 8)
}

/** A number in base 256, above zero or below. */
const isWide = (first: number): boolean => first === 0x80 || first === 0xff

/** Sizes of 8 GB and more are written in base 256 by GNU. */
function readSize(field: Uint8Array): number {
  if ((field[0]! & 0x80) === 0) return readOctal(field)
  let size = field[0]! & 0x7f
  for (const byte of field.subarray(1)) size = size * 256 + byte
  if (!Number.isSafeInteger(size)) throw new UnsafeArchive('a size in a header of it is none')
  return size
}

export function kindOf({ type, mode, name }: Pick<TarHeader, 'type' | 'mode' | 'name'>): EntryKind {
  if (type === '5') return 'folder'
  if (type === '2') return 'link'
  if (type === '1') return 'hard-link'
  if (type !== '0' && type !== '\0' && type !== '7') return 'special'
  // Before POSIX a folder was a file whose name ends in a slash.
  if (name.endsWith('/')) return 'folder'
  return (mode & 0o111) === 0 ? 'file' : 'exec'
}

/** `LENGTH KEY=VALUE\n`, again and again. Only what changes where something lies, or how long it is, matters here. */
export function readPax(bytes: Uint8Array): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at)
    const digits = space < 0 || space - at > 9 ? '' : latin(bytes.subarray(at, space))
    const end = at + Number(digits)
    if (!/^[1-9]\d*$/.test(digits) || end > bytes.length || end <= space + 1 || bytes[end - 1] !== 10) {
      throw new UnsafeArchive('an extended header of it is damaged')
    }
    const equals = bytes.indexOf(61, space + 1)
    if (equals < 0 || equals >= end) throw new UnsafeArchive('an extended header of it is damaged')
    const key = latin(bytes.subarray(space + 1, equals))
    const value = bytes.subarray(equals + 1, end - 1)
    if (key.startsWith('GNU.sparse')) throw new UnsafeArchive('a file of it is sparse, which readers read differently')
    if (found.has(key)) throw new UnsafeArchive('an extended header of it says a thing twice')
    if (key === 'path' || key === 'linkpath') {
      if (value.includes(0)) throw new UnsafeArchive('a name in an extended header of it holds a NUL')
      found.set(key, textOf(value))
    } else if (key === 'size') {
      const size = latin(value)
      if (!/^\d{1,15}$/.test(size)) throw new UnsafeArchive('a size in an extended header of it is none')
      found.set(key, size)
    } else if (key === 'hdrcharset' && !/^(ISO-IR 10646 2000 UTF-8|)$/.test(latin(value))) {
      throw new UnsafeArchive('the names in it are in another character set')
    }
    at = end
  }
  return found
}
