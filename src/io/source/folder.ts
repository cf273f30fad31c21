// A local folder as an artifact: copied into the store while it is hashed, or hashed where it lies.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { changedPaths } from '../../core/canon/tree.ts'
import type { Digest } from '../../core/model/artifact.ts'
import { holdEntry } from './collect.ts'
import { changedStamps, type EntryPlace, placeEntry, recordPath } from './entry.ts'
import { readRecord } from './record.ts'
import { withStaging } from './staging.ts'
import { readTree, type Tree } from './tree.ts'

/** History is no code of the server, and changes with every commit. Everything else belongs to the folder. */
const isHistory = (path: string): boolean => path === '.git' || path.endsWith('/.git')

/** The bytes that were hashed are the bytes that are stored: each file is read once. */
export async function storeFolder(folder: string, store: string, now: Date): Promise<Tree & { place: EntryPlace }> {
  return await withStaging(store, null, async (staging) => {
    const copy = join(staging, 'copy')
    await mkdir(copy, { mode: 0o700 })
    const source = await copyFolder(folder, copy)
    const place: EntryPlace = { store, kind: 'folder', key: source.digest }
    await holdEntry(place)
    await placeEntry(copy, place, now, { tree: source.digest, source: source.entries })
    return { ...source, place }
  })
}

/** `copy` is an empty folder of ours. */
export const copyFolder = (folder: string, copy: string, leave?: (path: string) => boolean): Promise<Tree> =>
  readTree(folder, { skip: (path) => isHistory(path) || leave?.(path) === true, copyTo: copy })

export const hashFolder = (folder: string): Promise<Tree> => readTree(folder, { skip: isHistory })

/** The paths in which a folder differs from the copy that was made of it. */
export async function changedInFolder(folder: string, place: EntryPlace, tree: Digest): Promise<readonly string[]> {
  const record = await readRecord(recordPath(place), tree)
  if (record !== null && record.source.length > 0 && changedStamps(record.source, folder, isHistory).length === 0)
    return []
  const found = await hashFolder(folder)
  if (found.digest === tree) return []
  return record === null ? ['.'] : changedPaths(record.entries, found.entries)
}
