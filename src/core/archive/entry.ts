// What an archive holds, one entry at a time, whatever its format. The names in it are a stranger's.

/** `special` is a device, a pipe or a kind that no package needs. */
export type EntryKind = 'file' | 'exec' | 'folder' | 'link' | 'hard-link' | 'special'

export type ArchiveEntry = {
  /** As it stands in the archive. */
  readonly name: string
  readonly kind: EntryKind
  /** Of its content, unpacked. */
  readonly bytes: number
  /** Empty for all but links. */
  readonly target: string
}

/** A package is read strictly: what two readers could read differently is refused. A layer of an image is a file system. */
export type ArchiveRules = 'package' | 'layer'

/** Why an archive is refused, in our words; `entry` is the name it is about, where there is one. */
export class UnsafeArchive extends Error {
  readonly entry: string | null

  constructor(why: string, entry: string | null = null) {
    super(why)
    this.entry = entry
  }
}
