// Reads a tar archive as it comes, in pieces of any size. Throws at the first thing that two readers could read differently.
import { bound } from '../model/bounds.ts'
import { type ArchiveEntry, type ArchiveRules, UnsafeArchive } from './entry.ts'
import { bytesOf } from './name.ts'
import { BLOCK, isZero, kindOf, readHeader, readPax, type TarHeader, textOf } from './tar-header.ts'

export type TarEvent =
  | { readonly kind: 'entry'; readonly entry: ArchiveEntry }
  /** A part of the content of the last entry. */
  | { readonly kind: 'data'; readonly bytes: Uint8Array }

/** What extended headers say about the entry that follows them. */
type Extended = { path?: string | undefined; link?: string | undefined; size?: number | undefined }
type Reading = 'header' | 'content' | 'extended' | 'end'

export class TarReader {
  readonly #rules: ArchiveRules
  #state: Reading = 'header'
  /** Bytes of a block, or of an extended header, that has not come whole. */
  #held: Uint8Array[] = []
  #heldBytes = 0
  #left = 0
  #padding = 0
  #meta = ''
  #next: Extended = {}
  /** Kinds of extended headers since the last entry. */
  #kinds = ''
  #extendedBytes = 0
  #zeros = 0

  constructor(rules: ArchiveRules) {
    this.#rules = rules
  }

  *feed(chunk: Uint8Array): Generator<TarEvent, void, undefined> {
    let at = 0
    while (at < chunk.length) {
      if (this.#state === 'content') {
        const part = chunk.subarray(at, at + this.#left)
        at += part.length
        this.#left -= part.length
        if (part.length > 0) yield { kind: 'data', bytes: part }
        if (this.#left > 0) return
        this.#state = 'header'
      } else if (this.#padding > 0 && this.#state === 'header') {
        const skipped = Math.min(this.#padding, chunk.length - at)
        this.#padding -= skipped
        at += skipped
      } else if (this.#state === 'end') {
        this.#zeros += chunk.length - at
        if (!isZero(chunk.subarray(at))) throw new UnsafeArchive('something lies behind its end')
        if (this.#zeros > bound('archive-header-bytes')) throw new UnsafeArchive('it goes on behind its end')
        return
      } else {
        at = this.#gather(chunk, at)
        const whole = this.#whole()
        if (whole === null) continue
        if (this.#state === 'extended') this.#extend(whole)
        else yield* this.#enter(whole)
      }
    }
  }

  /** Throws when the archive ended too early. */
  finish(): void {
    const isBetween = this.#state === 'header' && this.#heldBytes === 0 && this.#padding === 0
    if (this.#state === 'end' || (isBetween && this.#rules === 'layer')) return
    throw new UnsafeArchive('it is cut off')
  }

  #gather(chunk: Uint8Array, at: number): number {
    const wanted = (this.#state === 'extended' ? this.#left : BLOCK) - this.#heldBytes
    const part = chunk.subarray(at, at + wanted)
    this.#held.push(part.slice())
    this.#heldBytes += part.length
    return at + part.length
  }

  #whole(): Uint8Array | null {
    if (this.#heldBytes < (this.#state === 'extended' ? this.#left : BLOCK)) return null
    const whole = new Uint8Array(this.#heldBytes)
    let at = 0
    for (const part of this.#held) {
      whole.set(part, at)
      at += part.length
    }
    this.#held = []
    this.#heldBytes = 0
    return whole
  }

  #extend(bytes: Uint8Array): void {
    this.#state = 'header'
    if (this.#meta === 'L') this.#say({ path: textOf(bytes) })
    else if (this.#meta === 'K') this.#say({ link: textOf(bytes) })
    else {
      const found = readPax(bytes)
      const size = found.get('size')
      const said: Extended = { path: found.get('path'), link: found.get('linkpath') }
      if (size !== undefined) said.size = Number(size)
      if (this.#meta === 'x') this.#say(defined(said))
      // A name or size for all that follows is nothing that an honest archive has.
      else if (Object.keys(defined(said)).length > 0) throw new UnsafeArchive('a header of it renames all that follows')
    }
  }

  /** Of two kinds of headers some readers believe the first one, and some the last. */
  #say(said: Extended): void {
    const isAgain = (['path', 'link', 'size'] as const).some(
      (key) => said[key] !== undefined && (this.#next[key] ?? said[key]) !== said[key],
    )
    if (isAgain) throw new UnsafeArchive('its extended headers say two things of one entry')
    this.#next = { ...this.#next, ...said }
  }

  *#enter(block: Uint8Array): Generator<TarEvent, void, undefined> {
    if (isZero(block)) {
      this.#state = 'end'
      return
    }
    const header = readHeader(block)
    this.#padding = -header.size & (BLOCK - 1)
    if ('xgLK'.includes(header.type)) {
      if (header.size > bound('archive-header-bytes') || header.size === 0) {
        throw new UnsafeArchive(`an extended header of it has ${header.size} bytes`)
      }
      if (this.#kinds.includes(header.type))
        throw new UnsafeArchive('an entry of it has two extended headers of one kind')
      this.#kinds += header.type
      this.#extendedBytes += header.size
      if (this.#extendedBytes > bound('archive-index-bytes')) {
        throw new UnsafeArchive(`its extended headers have more than ${bound('archive-index-bytes')} bytes`)
      }
      this.#meta = header.type
      this.#left = header.size
      this.#state = 'extended'
      return
    }
    const entry = this.#entryOf(header)
    this.#next = {}
    this.#kinds = ''
    this.#left = header.size
    yield { kind: 'entry', entry }
    if (header.size > 0) this.#state = 'content'
  }

  #entryOf(header: TarHeader): ArchiveEntry {
    const { path, link, size } = this.#next
    const name = path ?? header.name
    // One reader would take the content for headers of further entries, another would not.
    if (size !== undefined && size !== header.size) throw new UnsafeArchive('it says its size twice, differently', name)
    const kind = kindOf({ ...header, name })
    if (kind !== 'file' && kind !== 'exec' && header.size > 0) {
      throw new UnsafeArchive('it has content, though it is no file', name)
    }
    const isLink = kind === 'link' || kind === 'hard-link'
    const target = isLink ? (link ?? header.link) : ''
    if (isLink && target === '') throw new UnsafeArchive('it is a link to nothing', name)
    if (bytesOf(target) > bound('archive-name-bytes'))
      throw new UnsafeArchive('it is a link with a very long target', name)
    return { name, kind, bytes: header.size, target }
  }
}

const defined = (said: Extended): Extended =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
