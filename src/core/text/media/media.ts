// What a picture, a sound or another file says in words beside what it shows: read like any other text. What it shows is not.
import type { Inflate } from '../view/packed.ts'
import { base64Of, bytesOf } from './base64.ts'
import { Found, type MediaText } from './found.ts'
import { bareJpeg, isJpeg, readJpeg } from './jpeg.ts'
import { barePng, isPng, readPng } from './png.ts'
import { Reader } from './reader.ts'

export type MediaWords = {
  /** What its first bytes say that it is, whatever it was called. */
  readonly format: 'PNG' | 'JPEG' | 'SVG' | 'unknown'
  readonly bytes: number
  readonly texts: readonly MediaText[]
  /** False where it holds more words than are read, or some that cannot be unpacked. */
  readonly isWhole: boolean
  /** The same picture without the words beside it; null where there are none, or where they cannot be taken out. */
  readonly bare: () => BareMedia | null
}

/** `left` is how many parts were left out. */
export type BareMedia = { readonly base64: string; readonly left: number }

/** Never throws, whatever the bytes. */
export function wordsInMedia(base64: string, inflate: Inflate): MediaWords {
  const file = new Reader(bytesOf(base64))
  const found = new Found(inflate)
  const format = readInto(found, file)
  return { format, bytes: file.length, texts: found.texts, isWhole: found.isWhole, bare: () => bareOf(format, file) }
}

function bareOf(format: MediaWords['format'], file: Reader): BareMedia | null {
  const bare = format === 'PNG' ? barePng(file) : format === 'JPEG' ? bareJpeg(file) : null
  return bare === null ? null : { base64: base64Of(bare.bytes), left: bare.left }
}

function readInto(found: Found, file: Reader): MediaWords['format'] {
  if (isPng(file)) {
    readPng(file, found)
    return 'PNG'
  }
  if (isJpeg(file)) {
    readJpeg(file, found)
    return 'JPEG'
  }
  if (isSvg(file)) {
    // A page of its own: scripts, foreign objects and what it draws as text are all words in it.
    found.addUtf8('SVG', file.bytes)
    return 'SVG'
  }
  // Sounds and other pictures keep titles and comments as plain words between bytes that are none.
  found.addWords('words', file.bytes)
  return 'unknown'
}

const isSvg = (file: Reader): boolean => /<svg[\s>]/i.test(file.latin(0, 4_096))
