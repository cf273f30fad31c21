// Bytes that were written as letters, read as text character by character, so that each one keeps its place.

export type Character = { readonly char: string; readonly start: number; readonly end: number }

/** UTF-8; a byte that is none stands as U+FFFD. */
export function* charactersOf(bytes: Uint8Array): Generator<Character> {
  for (let start = 0; start < bytes.length;) {
    const size = sizeAt(bytes, start)
    const end = start + Math.max(size, 1)
    yield { char: size === 0 ? '\ufffd' : String.fromCodePoint(codeAt(bytes, start, size)), start, end }
    start = end
  }
}

/** The same as one text; nearly always all of it is UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return Array.from(charactersOf(bytes), ({ char }) => char).join('')
  }
}

/** Whether all of it is text, without a single broken character or control. */
export function isText(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    const size = sizeAt(bytes, at)
    if (size === 0 || (size === 1 && (isControl(bytes[at]!) || bytes[at] === 0))) return false
    at += size
  }
  return bytes.length >= SHORTEST
}

/** Whether this is text at all: nearly no broken characters or controls. Zero bytes are half of UTF-16. */
export function isReadable(bytes: Uint8Array): boolean {
  let bad = 0
  for (let at = 0; at < bytes.length;) {
    const size = sizeAt(bytes, at)
    if (size === 0 || (size === 1 && isControl(bytes[at]!))) bad += 1
    at += Math.max(size, 1)
  }
  return bytes.length >= SHORTEST && bad * TOLERANCE <= bytes.length
}

/** Shorter than any order that a rule knows. */
const SHORTEST = 8
/** One byte in so many may be broken. */
export const TOLERANCE = 16
/** Not the zero byte, white space or the escape of terminals. */
export const isControl = (byte: number): boolean =>
  (byte > 0 && byte < 0x09) || (byte > 0x0d && byte < 0x20 && byte !== 0x1b) || byte === 0x7f

/** The bytes of the character that begins here; 0: none does. */
export function sizeAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!
  if (first < 0x80) return 1
  const size = first >= 0xf5 || first < 0xc2 ? 0 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  for (let i = 1; i < size; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0
  const code = codeAt(bytes, at, size)
  const isShortest = size < 3 || code >= (size === 3 ? 0x800 : 0x1_0000)
  return isShortest && code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff) ? size : 0
}

function codeAt(bytes: Uint8Array, at: number, size: number): number {
  let code = size <= 1 ? bytes[at]! : bytes[at]! & (0x7f >> size)
  for (let i = 1; i < size; i++) code = (code << 6) | (bytes[at + i]! & 0x3f)
  return code
}
