// The words that a PNG carries beside its picture. https://www.w3.org/TR/png-3/#11textinfo
import type { Found } from './found.ts'
import { type Bare, joinedParts, type Reader } from './reader.ts'
import { readTiff } from './tiff.ts'

export const isPng = (file: Reader): boolean => file.startsWith(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

export function readPng(file: Reader, found: Found): void {
  let at = 8
  // A chunk has twelve bytes at least, so the walk ends.
  while (at + 12 <= file.length) {
    const size = file.u32(at)
    const name = file.latin(at + 4, at + 8)
    const [from, to] = [at + 8, Math.min(at + 8 + size, file.length)]
    if (name === 'tEXt') latinText(file, from, to, found)
    else if (name === 'zTXt') found.addPacked(name, file.part(file.zeroFrom(from, to) + 2, to))
    else if (name === 'iTXt') international(file, from, to, found)
    else if (name === 'eXIf') readTiff(file.part(from, to), found)
    at = to + 4
    if (name === 'IEND') break
  }
  found.addWords('trailer', file.part(at))
}

/** A keyword, a zero, a text: both are words. */
function latinText(file: Reader, from: number, to: number, found: Found): void {
  found.add('tEXt', file.latin(from, to).replaceAll('\0', ': '))
}

/** A keyword, whether it is compressed and how, a language, the keyword in that language, a text. */
function international(file: Reader, from: number, to: number, found: Found): void {
  const keyword = file.zeroFrom(from, to)
  const language = file.zeroFrom(keyword + 3, to)
  const translated = file.zeroFrom(language + 1, to)
  const text = file.part(translated + 1, to)
  if (file.u8(keyword + 1) === 1) found.addPacked('iTXt', text)
  else found.addUtf8('iTXt', text)
  found.addUtf8('iTXt', file.part(language + 1, translated))
}

/** Chunks that hold words and no picture. */
const WORDS: ReadonlySet<string> = new Set(['tEXt', 'zTXt', 'iTXt', 'eXIf'])

/** The same picture without its words, chunk by chunk as they were; null where there are none, or where the file is broken. */
export function barePng(file: Reader): Bare | null {
  const parts = [file.part(0, 8)]
  let left = 0
  for (let at = 8; ;) {
    const end = at + 12 + file.u32(at)
    const name = file.latin(at + 4, at + 8)
    if (!(end <= file.length) || !/^[A-Za-z]{4}$/.test(name)) return null
    if (WORDS.has(name)) left += 1
    else parts.push(file.part(at, end))
    at = end
    if (name !== 'IEND') continue
    return left === 0 ? null : { bytes: joinedParts([...parts, file.part(at)]), left }
  }
}
