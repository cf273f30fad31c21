// The words that were found in a picture, a sound or another file, up to a bound.
import { bound } from '../../model/bounds.ts'
import { readableIn } from '../view/stretch.ts'
import type { Inflate } from '../view/packed.ts'

/** `name` says which part of the file holds it: `tEXt`, `EXIF`. */
export type MediaText = { readonly name: string; readonly text: string }

export class Found {
  readonly texts: MediaText[] = []
  readonly inflate: Inflate
  /** False where there was more than is read. */
  isWhole = true
  #left = bound('media-text-chars')

  constructor(inflate: Inflate) {
    this.inflate = inflate
  }

  add(name: string, text: string): void {
    if (text.trim() === '') return
    if (this.texts.length >= bound('media-texts') || text.length > this.#left) {
      this.isWhole = false
      return
    }
    this.#left -= text.length
    this.texts.push({ name, text })
  }

  /** Bytes that may be of any form: the words in them. */
  addWords(name: string, bytes: Uint8Array): void {
    const parts = readableIn(bytes).map(([from, to]) => new TextDecoder().decode(bytes.subarray(from, to)))
    this.add(name, parts.join('\n'))
  }

  addUtf8(name: string, bytes: Uint8Array): void {
    this.add(name, new TextDecoder().decode(bytes))
  }

  /** Compressed words; what cannot be unpacked within the bound was not read. */
  addPacked(name: string, bytes: Uint8Array): void {
    const inner = this.inflate(bytes, this.#left * 3)
    if (inner === null) this.isWhole = false
    else this.addUtf8(name, inner)
  }
}
