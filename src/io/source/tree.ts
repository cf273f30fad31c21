// Reads a whole tree once: every byte is hashed as it is read, and the same bytes go to a copy when one is wanted.
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  symlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { canonicalTree, type TreeEntry, treeDigest } from '../../core/canon/tree.ts'
import type { Digest } from '../../core/model/artifact.ts'
import { bound } from '../../core/model/bounds.ts'
import { sha256, sha256Stream } from '../file/sha256.ts'
import { doing, refused, type Visit, walk } from './walk.ts'

/** Size, mode, mtime, ctime and inode: a change of bytes that leaves all five alone takes more than a file system call. */
export type Stamp = string
export const stampOf = (stat: BigIntStats): Stamp =>
  `${stat.size}:${stat.mode.toString(8)}:${stat.mtimeNs}:${stat.ctimeNs}:${stat.ino}`

export type StampedEntry = TreeEntry & { readonly stamp: Stamp }
export type Tree = { readonly entries: readonly StampedEntry[]; readonly digest: Digest; readonly bytes: number }

export type ReadTreeOptions = {
  readonly skip?: (path: string) => boolean
  /** An empty folder of ours that becomes a copy of what was hashed. */
  readonly copyTo?: string
}

const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
const CHUNK_BYTES = 1024 * 1024
/** Synchronous reading is five times faster than the thread pool here; between slices others get their turn. */
const SLICE_BYTES = 32 * CHUNK_BYTES
const SLICE_ENTRIES = 1_000

export async function readTree(root: string, options: ReadTreeOptions = {}): Promise<Tree> {
  const found: StampedEntry[] = []
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  let bytes = 0
  let breathedAt = 0
  for (const visit of walk(root, options.skip)) {
    const { path, kind, stat } = visit
    if (kind === 'file' || kind === 'exec') bytes += Number(stat.size)
    if (bytes > bound('tree-bytes')) throw refused(root, `it has more than ${bound('tree-bytes')} bytes`)
    found.push({ path, kind, value: readEntry(visit, options.copyTo, buffer), stamp: stampOf(stat) })
    if (bytes - breathedAt > SLICE_BYTES || found.length % SLICE_ENTRIES === 0) {
      breathedAt = bytes
      await breathe()
    }
  }
  const tree = canonicalTree(found)
  if (!tree.ok) throw refused(tree.path, tree.why)
  return { entries: tree.entries, digest: treeDigest(tree.entries, sha256), bytes }
}

function readEntry(visit: Visit, copyTo: string | undefined, buffer: Buffer): string {
  const copy = copyTo === undefined ? undefined : join(copyTo, visit.path)
  return doing(visit.path, () => {
    if (visit.kind === 'folder') {
      if (copy !== undefined) mkdirSync(copy, { mode: 0o700 })
      return ''
    }
    if (visit.kind === 'link') {
      if (copy !== undefined) symlinkSync(visit.target, copy)
      return visit.target
    }
    return readFile(visit, copy, buffer)
  })
}

function readFile({ path, place, stat, kind }: Visit, copy: string | undefined, buffer: Buffer): Digest {
  if (stat.size > bound('tree-file-bytes')) throw refused(path, `it has ${stat.size} bytes`)
  const from = openSync(place, READ)
  try {
    const to = copy === undefined ? undefined : openSync(copy, CREATE, kind === 'exec' ? 0o700 : 0o600)
    try {
      const digest = pour(from, to, Number(stat.size), buffer)
      if (stampOf(fstatSync(from, { bigint: true })) === stampOf(stat)) return digest
      throw refused(path, 'it changed while it was read')
    } finally {
      if (to !== undefined) closeSync(to)
    }
  } finally {
    closeSync(from)
  }
}

/** Never reads more than the `size` that was seen; a file that grew meanwhile shows in its stamp. */
function pour(from: number, to: number | undefined, size: number, buffer: Buffer): Digest {
  const hash = size > buffer.length ? sha256Stream() : null
  for (let left = size; ;) {
    const chunk = fill(from, buffer.subarray(0, Math.min(left, buffer.length)))
    if (to !== undefined) writeWhole(to, chunk)
    if (hash === null) return `sha256:${sha256(chunk)}`
    hash.update(chunk)
    left -= chunk.length
    if (left === 0 || chunk.length === 0) return `sha256:${hash.digest('hex')}`
  }
}

function writeWhole(to: number, chunk: Buffer): void {
  for (let written = 0; written < chunk.length;) written += writeSync(to, chunk, written)
}

function fill(from: number, buffer: Buffer): Buffer {
  for (let length = 0; ;) {
    const read = length === buffer.length ? 0 : readSync(from, buffer, length, buffer.length - length, null)
    if (read === 0) return buffer.subarray(0, length)
    length += read
  }
}

/** The digest and stamp of one regular file, read in whole. The last part of the path is never followed. */
export function readOne(path: string): { readonly digest: Digest; readonly stamp: Stamp; readonly bytes: number } {
  return doing(path, () => {
    const from = openSync(path, READ)
    try {
      const stat = fstatSync(from, { bigint: true })
      if (!stat.isFile()) throw refused(path, 'it is not a regular file')
      if (stat.size > bound('tree-file-bytes')) throw refused(path, `it has ${stat.size} bytes`)
      const digest = pour(
        from,
        undefined,
        Number(stat.size),
        Buffer.allocUnsafe(Math.min(Number(stat.size) + 1, CHUNK_BYTES)),
      )
      if (stampOf(fstatSync(from, { bigint: true })) !== stampOf(stat))
        throw refused(path, 'it changed while it was read')
      return { digest, stamp: stampOf(stat), bytes: Number(stat.size) }
    } finally {
      closeSync(from)
    }
  })
}
