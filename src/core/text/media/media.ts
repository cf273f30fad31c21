// What a picture, a sound or another file says in words beside what it shows: read like any other text. What it shows is not.
import type { Inflate } from '../view/packed.ts'
import { bytesOf } from './base64.ts'
import { Found, type MediaText } from './found.ts'
import { isJpeg, readJpeg } from './jpeg.ts'
import { isPng, readPng } from './png.ts'
import { Reader } from './reader.ts'

export type MediaWords = {
  /** What its first bytes say that it is, whatever it was called. */
  readonly format: 'PNG' | 'JPEG' | 'SVG' | 'unknown'
  readonly bytes: number
  readonly texts: readonly MediaText[]
  /** False where it holds more words than are read, or some that cannot be unpacked. */
  readonly isWhole: boolean
}

/** Never throws, whatever the bytes. */
export function wordsInMedia(base64: string, inflate: Inflate): MediaWords {
  const file = new Reader(bytesOf(base64))
  const found = new Found(inflate)
  const format = readInto(found, file)
  return { format, bytes: file.length, texts: found.texts, isWhole: found.isWhole }
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
