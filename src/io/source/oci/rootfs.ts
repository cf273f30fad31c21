// The file system that the layers of an image make, one laid over the other. There are no links on disk: what a layer writes
// goes to where the links of the image lead within it, and never outside.
import { linkSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type ArchiveEntry, UnsafeArchive } from '../../../core/archive/entry.ts'
import { type Link, resolveLink } from '../../../core/archive/links.ts'
import { pathOf } from '../../../core/archive/name.ts'
import { bound } from '../../../core/model/bounds.ts'
import { EntryFile } from '../archive/entry-file.ts'
import type { Laying } from '../archive/unpack.ts'

const MAX_HOPS = 40
const GONE = '.wh.'
const OPAQUE = '.wh..wh..opq'

export type Rootfs = {
  readonly entries: number
  readonly bytes: number
  readonly links: readonly Link[]
  readonly left: readonly string[]
}

export class Layers implements Laying {
  readonly #root: string
  readonly #files = new Set<string>()
  readonly #folders = new Set<string>()
  readonly #links = new Map<string, Link>()
  readonly #left: string[] = []
  /** What the layer at hand has put there itself: its own marks of removal do not count for it. */
  #fresh = new Set<string>()
  #entries = 0
  #bytes = 0
  readonly #file = new EntryFile()

  /** `root` is an empty folder of ours, mode 0700. */
  constructor(root: string) {
    this.#root = root
  }

  nextLayer(): void {
    this.#fresh = new Set()
  }

  begin(entry: ArchiveEntry): void {
    this.end()
    this.#count(entry)
    const named = pathOf(entry.name, 'layer')
    if (named === '') return
    const at = named.lastIndexOf('/')
    const folder = this.#realFolder(at < 0 ? '' : named.slice(0, at), entry.name)
    const name = named.slice(at + 1)
    const path = folder === '' ? name : `${folder}/${name}`
    if (name === OPAQUE) this.#removeBelow(folder)
    else if (name.startsWith(GONE))
      this.#remove(folder === '' ? name.slice(GONE.length) : `${folder}/${name.slice(GONE.length)}`, false)
    else this.#put(path, entry)
  }

  write(bytes: Uint8Array): void {
    this.#file.write(bytes)
  }

  end(): void {
    this.#file.end()
  }

  abandon(): void {
    this.#file.abandon()
  }

  /** A link to a file becomes that file under a second name; the others are told. */
  finish(): Rootfs {
    const links: Link[] = []
    for (const link of this.#links.values()) {
      const found = resolveLink(link, this.#links, (path) => this.#files.has(path), 'layer')
      if (found.kind !== 'file') {
        links.push(link)
        continue
      }
      mkdirSync(dirname(join(this.#root, link.path)), { recursive: true, mode: 0o700 })
      linkSync(join(this.#root, found.path), join(this.#root, link.path))
    }
    return { entries: this.#entries, bytes: this.#bytes, links, left: this.#left }
  }

  #count({ bytes, name }: ArchiveEntry): void {
    this.#entries += 1
    this.#bytes += bytes
    if (this.#entries > bound('image-entries'))
      throw new UnsafeArchive(`it has more than ${bound('image-entries')} entries`)
    if (bytes > bound('archive-file-bytes')) throw new UnsafeArchive(`it has ${bytes} bytes`, name)
    if (this.#bytes > bound('image-bytes'))
      throw new UnsafeArchive(`it unpacks to more than ${bound('image-bytes')} bytes`)
  }

  /** Where a folder really lies: `bin` may be a link to `usr/bin`. */
  #realFolder(folder: string, entry: string): string {
    const at: string[] = []
    const ahead = folder === '' ? [] : folder.split('/')
    for (let hops = 0; ahead.length > 0;) {
      const part = ahead.shift()!
      if (part === '' || part === '.') continue
      if (part === '..') {
        at.pop()
        continue
      }
      at.push(part)
      const link = this.#links.get(at.join('/'))
      if (link === undefined) continue
      if (++hops > MAX_HOPS) throw new UnsafeArchive('it lies below a link that goes in circles', entry)
      if (link.target.startsWith('/') || link.hard) at.length = 0
      else at.pop()
      ahead.unshift(...link.target.split('/'))
    }
    const path = at.join('/')
    if (path !== '') this.#makeFolder(path)
    return path
  }

  #makeFolder(path: string): void {
    if (this.#folders.has(path)) return
    const above = path.lastIndexOf('/')
    if (above > 0) this.#makeFolder(path.slice(0, above))
    this.#remove(path, true)
    mkdirSync(join(this.#root, path), { mode: 0o700 })
    this.#folders.add(path)
    this.#fresh.add(path)
  }

  #put(path: string, entry: ArchiveEntry): void {
    if (entry.kind === 'folder') {
      this.#makeFolder(path)
      this.#fresh.add(path)
      return
    }
    this.#remove(path, true)
    this.#fresh.add(path)
    if (entry.kind === 'special') this.#left.push(path)
    else if (entry.kind === 'link' || entry.kind === 'hard-link') {
      this.#links.set(path, { path, target: entry.target, hard: entry.kind === 'hard-link' })
    } else {
      this.#file.begin(join(this.#root, path), entry)
      this.#files.add(path)
    }
  }

  /** `own`: also what this layer put there, because it puts something else in its place. */
  #remove(path: string, own: boolean): void {
    if (!own && this.#fresh.has(path)) return
    if (this.#links.delete(path)) return
    if (this.#files.delete(path)) return rmSync(join(this.#root, path), { force: true })
    if (!this.#folders.has(path)) return
    for (const set of [this.#files, this.#folders, this.#links]) {
      for (const one of set.keys()) if (one === path || one.startsWith(`${path}/`)) set.delete(one)
    }
    rmSync(join(this.#root, path), { recursive: true, force: true })
  }

  #removeBelow(folder: string): void {
    const inside = (one: string): boolean => folder === '' || one.startsWith(`${folder}/`)
    for (const set of [this.#files, this.#links, this.#folders]) {
      for (const one of set.keys()) if (inside(one) && !this.#isKept(one)) this.#remove(one, false)
    }
  }

  /** A folder with something of this layer in it stays. */
  #isKept(path: string): boolean {
    if (this.#fresh.has(path)) return true
    return this.#folders.has(path) && [...this.#fresh].some((one) => one.startsWith(`${path}/`))
  }
}
