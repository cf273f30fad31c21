// What we remember of a tree that we hashed: its list, and a stamp for each entry. Sealed, so that damage shows.
import type { TreeEntry } from '../../core/canon/tree.ts'
import { treeDigest } from '../../core/canon/tree.ts'
import type { Digest } from '../../core/model/artifact.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'
import { sha256 } from '../file/sha256.ts'
import type { StampedEntry } from './tree.ts'

export type TreeRecord = {
  readonly tree: Digest
  readonly bytes: number
  /** When every byte was last hashed, in milliseconds since 1970. */
  readonly fullCheckAt: number
  readonly entries: readonly StampedEntry[]
  /** Folders that were copied into the store: what the copied folder itself looked like. */
  readonly source: readonly StampedEntry[]
}

type Row = readonly [path: string, kind: TreeEntry['kind'], value: string, stamp: string]
type Stored = {
  readonly recordVersion: 1
  readonly tree: Digest
  readonly bytes: number
  readonly fullCheckAt: number
  readonly entries: readonly Row[]
  /** Stamps alone, in the order of `entries`: a copy has the entries of what it was copied from. */
  readonly source: readonly string[]
}

const MAX_BYTES = 64 * 1024 ** 2

export async function writeRecord(path: string, record: TreeRecord): Promise<void> {
  const stored: Stored = {
    recordVersion: 1,
    tree: record.tree,
    bytes: record.bytes,
    fullCheckAt: record.fullCheckAt,
    entries: record.entries.map(({ path, kind, value, stamp }) => [path, kind, value, stamp]),
    source: record.source.map(({ stamp }) => stamp),
  }
  await writeSealed(path, JSON.stringify(stored))
}

/** Null when there is none, when it is damaged, or when its list is not the one that has the digest `tree`, if that is known. */
export async function readRecord(path: string, tree: Digest | null): Promise<TreeRecord | null> {
  const text = await readSealed(path)
  if (text === null) return null
  // The seal held, so these are words of ours; the digest of the list ties them to what a person approved.
  const stored = JSON.parse(text) as Stored
  if (stored.recordVersion !== 1) return null
  const entries = stored.entries.map(([path, kind, value, stamp]) => ({ path, kind, value, stamp }))
  if (stored.tree !== (tree ?? stored.tree) || treeDigest(entries, sha256) !== stored.tree) return null
  const source = stored.source.map((stamp, index) => ({ ...entries[index]!, stamp }))
  return { tree: stored.tree, bytes: stored.bytes, fullCheckAt: stored.fullCheckAt, entries, source }
}

/** The first line is the digest of the rest: a torn or edited file is none. */
export const writeSealed = (path: string, text: string): Promise<void> =>
  replaceFile(path, `sha256:${sha256(text)}\n${text}`)

export async function readSealed(path: string): Promise<string | null> {
  const bytes = await readBounded(path, { maxBytes: MAX_BYTES })
  const end = bytes?.indexOf('\n') ?? -1
  if (bytes === null || end < 0) return null
  const text = bytes.subarray(end + 1)
  return bytes.toString('latin1', 0, end) === `sha256:${sha256(text)}` ? text.toString('utf8') : null
}
