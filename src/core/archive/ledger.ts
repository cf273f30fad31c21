// Counts what a package has shown so far and refuses what goes too far: too many, too large, twice, or in one another's way.
import { bound } from '../model/bounds.ts'
import { type ArchiveEntry, UnsafeArchive } from './entry.ts'
import { pathOf } from './name.ts'

const BOMB_FROM_BYTES = 64 * 1024 ** 2

export class Ledger {
  readonly #archiveBytes: number
  readonly #kinds = new Map<string, ArchiveEntry['kind']>()
  readonly #levelled = new Map<string, string>()
  readonly #noticed: string[] = []
  #entries = 0
  #bytes = 0

  /** `archiveBytes`: the size of the archive itself, by which a bomb is known. */
  constructor(archiveBytes: number) {
    this.#archiveBytes = archiveBytes
  }

  get entries(): number {
    return this.#entries
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Paths that another system would take for one that was there before: in our words, with their names safe to `quote`. */
  get alike(): readonly string[] {
    return this.#noticed
  }

  /** The path where it belongs. Throws for what must not be unpacked. */
  admit(entry: ArchiveEntry): string {
    if (++this.#entries > bound('archive-entries')) {
      throw new UnsafeArchive(`it has more than ${bound('archive-entries')} entries`)
    }
    const path = pathOf(entry.name, 'package')
    const refuse = (why: string): UnsafeArchive => new UnsafeArchive(why, entry.name)
    if (entry.kind === 'special') throw refuse('it is a device, a pipe or of an unknown kind')
    if (entry.bytes > bound('archive-file-bytes')) throw refuse(`it has ${entry.bytes} bytes`)
    this.#spend(entry.bytes)
    if (path === '' && entry.kind !== 'folder') throw refuse('it has no name')
    this.#place(path, entry, refuse)
    return path
  }

  #spend(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > bound('archive-bytes')) {
      throw new UnsafeArchive(`it unpacks to more than ${bound('archive-bytes')} bytes`)
    }
    if (this.#bytes > Math.max(BOMB_FROM_BYTES, this.#archiveBytes * bound('archive-ratio'))) {
      throw new UnsafeArchive(`it unpacks to more than ${bound('archive-ratio')} times its size: a bomb`)
    }
  }

  #place(path: string, { kind }: ArchiveEntry, refuse: (why: string) => UnsafeArchive): void {
    const before = this.#kinds.get(path)
    const isFolderAgain = before === 'folder' && kind === 'folder'
    if (before !== undefined && !isFolderAgain) throw refuse('it is there twice')
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const above = path.slice(0, at)
      const there = this.#kinds.get(above)
      if (there === 'folder') break
      // A file or a link cannot hold anything; below a link it would be written to wherever that leads.
      if (there !== undefined) throw refuse('it lies below what is no folder')
      this.#kinds.set(above, 'folder')
      this.#notice(above)
    }
    this.#kinds.set(path, kind)
    if (before === undefined) this.#notice(path)
  }

  #notice(path: string): void {
    const levelled = path.normalize('NFC').toLowerCase()
    const other = this.#levelled.get(levelled)
    if (other === undefined) this.#levelled.set(levelled, path)
    else if (other !== path) this.#noticed.push(path)
  }
}
