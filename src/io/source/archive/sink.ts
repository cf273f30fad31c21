// Lays an archive out below a fresh private folder. Nothing is followed: links are never made while it is filled, and what
// they stand for gets a second name at the end.
import { linkSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type ArchiveEntry, type ArchiveRules, UnsafeArchive } from '../../../core/archive/entry.ts'
import { Ledger } from '../../../core/archive/ledger.ts'
import { type Link, resolveLink } from '../../../core/archive/links.ts'
import { EntryFile } from './entry-file.ts'

export type LaidOut = {
  readonly entries: number
  readonly bytes: number
  /** Paths that a system which ignores case, or composes letters, takes for another one of the archive. */
  readonly alike: readonly string[]
  /** Links that lead to a folder, to nothing, or out of a layer: there is nothing in their place. */
  readonly links: readonly Link[]
  /** Devices and pipes of a layer. */
  readonly left: readonly string[]
}

export class Sink {
  readonly #root: string
  readonly #rules: ArchiveRules
  readonly #ledger: Ledger
  readonly #files = new Set<string>()
  readonly #links = new Map<string, Link>()
  readonly #left: string[] = []
  readonly #file = new EntryFile()

  /** `root` is an empty folder of ours, mode 0700. */
  constructor(root: string, rules: ArchiveRules, archiveBytes: number) {
    this.#root = root
    this.#rules = rules
    this.#ledger = new Ledger(rules, archiveBytes)
  }

  begin(entry: ArchiveEntry): void {
    this.end()
    const { path } = this.#ledger.admit(entry)
    const place = join(this.#root, path)
    if (entry.kind === 'folder') {
      mkdirSync(place, { recursive: true, mode: 0o700 })
      return
    }
    if (entry.kind === 'special') {
      this.#left.push(path)
      return
    }
    if (this.#rules === 'layer') this.#forget(path)
    if (entry.kind === 'link' || entry.kind === 'hard-link') {
      this.#links.set(path, { path, target: entry.target, hard: entry.kind === 'hard-link' })
      return
    }
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 })
    this.#file.begin(place, entry)
    this.#files.add(path)
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
    const links: Link[] = []
    for (const link of this.#links.values()) {
      const found = resolveLink(link, this.#links, (path) => this.#files.has(path), this.#rules)
      if (found.kind === 'out') throw new UnsafeArchive('it is a link that leads out of the archive', link.path)
      if (found.kind === 'elsewhere') links.push(link)
      else this.#alias(found.path, link.path)
    }
    const { entries, bytes, alike } = this.#ledger
    return { entries, bytes, alike, links, left: this.#left }
  }

  /** Closes what is open after a failure. */
  abandon(): void {
    this.#file.abandon()
  }

  #alias(from: string, to: string): void {
    const place = join(this.#root, to)
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 })
    linkSync(join(this.#root, from), place)
  }

  /** In a file system the later entry of a name counts. */
  #forget(path: string): void {
    if (this.#files.delete(path)) rmSync(join(this.#root, path), { force: true })
    this.#links.delete(path)
  }
}
