// The one file of an archive that is being written: made anew, never through a link, and exactly as long as its entry says.
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { type ArchiveEntry, UnsafeArchive } from '../../../core/archive/entry.ts'

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW

export class EntryFile {
  #open: { readonly fd: number; left: number } | null = null

  begin(place: string, { kind, bytes }: Pick<ArchiveEntry, 'kind' | 'bytes'>): void {
    const fd = openSync(place, CREATE, kind === 'exec' ? 0o700 : 0o600)
    this.#open = { fd, left: bytes }
  }

  /** Nothing is written where the entry has no file. */
  write(bytes: Uint8Array): void {
    if (this.#open === null) return
    this.#open.left -= bytes.length
    if (this.#open.left < 0) throw new UnsafeArchive('an entry of it is longer than it says')
    for (let written = 0; written < bytes.length;) written += writeSync(this.#open.fd, bytes, written)
  }

  end(): void {
    if (this.#open === null) return
    const { fd, left } = this.#open
    this.#open = null
    closeSync(fd)
    if (left > 0) throw new UnsafeArchive('an entry of it is shorter than it says')
  }

  /** Closes what is open after a failure. */
  abandon(): void {
    if (this.#open !== null) closeSync(this.#open.fd)
    this.#open = null
  }
}
