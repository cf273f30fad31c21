// Lays a package out below a fresh private folder. Nothing is followed: links are never made while it is filled, and what
// they stand for gets a second name at the end.
import { linkSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type ArchiveEntry, UnsafeArchive } from '../../../core/archive/entry.ts'
import { Ledger } from '../../../core/archive/ledger.ts'
import { follow, linksBelow, newTop, placeOf, putFile, putFolder, putLink } from '../../../core/archive/tree.ts'
import { EntryFile } from './entry-file.ts'

export type LaidOut = {
  readonly entries: number
  readonly bytes: number
  /** Paths that a system which ignores case, or composes letters, takes for another one of the archive. */
  readonly alike: readonly string[]
  /** Paths of links that lead to a folder or to nothing: there is nothing in their place. */
  readonly links: readonly string[]
}

export class Sink {
  readonly #root: string
  readonly #ledger: Ledger
  readonly #top = newTop()
  readonly #file = new EntryFile()

  /** `root` is an empty folder of ours, mode 0700. */
  constructor(root: string, archiveBytes: number) {
    this.#root = root
    this.#ledger = new Ledger(archiveBytes)
  }

  begin(entry: ArchiveEntry): void {
    this.end()
    const path = this.#ledger.admit(entry)
    const place = join(this.#root, path)
    if (entry.kind === 'folder') {
      mkdirSync(place, { recursive: true, mode: 0o700 })
      this.#folderAt(path)
      return
    }
    const at = path.lastIndexOf('/')
    const above = this.#folderAt(path.slice(0, Math.max(at, 0)))
    const name = path.slice(at + 1)
    if (entry.kind === 'link' || entry.kind === 'hard-link') {
      putLink(above, name, { target: entry.target, hard: entry.kind === 'hard-link' })
      return
    }
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 })
    this.#file.begin(place, entry)
    putFile(above, name)
  }

  /** Content of the entry that was begun last. */
  write(bytes: Uint8Array): void {
    this.#file.write(bytes)
  }

  end(): void {
    this.#file.end()
  }

  /** What a link stands for gets its name too, as a second name of the same file. */
  finish(): LaidOut {
    this.end()
    const links: string[] = []
    for (const link of linksBelow(this.#top)) {
      const { target, hard, above } = link
      const found = follow(hard ? this.#top : above, target, { top: this.#top, rules: 'package' })
      if (found === 'out') throw new UnsafeArchive('it is a link that leads out of the archive', placeOf(link))
      if (typeof found !== 'string' && found.kind === 'file') this.#alias(placeOf(found), placeOf(link))
      else links.push(placeOf(link))
    }
    const { entries, bytes, alike } = this.#ledger
    return { entries, bytes, alike, links }
  }

  /** Closes what is open after a failure. */
  abandon(): void {
    this.#file.abandon()
  }

  /** The ledger has refused what would lie below a file or a link. */
  #folderAt(path: string): ReturnType<typeof newTop> {
    let at = this.#top
    for (const name of path === '' ? [] : path.split('/')) {
      const there = at.children.get(name)
      at = there?.kind === 'folder' ? there : putFolder(at, name)
    }
    return at
  }

  #alias(from: string, to: string): void {
    const place = join(this.#root, to)
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 })
    linkSync(join(this.#root, from), place)
  }
}
