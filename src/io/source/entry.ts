// The store: `<store>/<kind>/<key>/` holds a tree that nobody writes any more, `<store>/<kind>/<key>.json` what it was.
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, lchown, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { changedPaths } from '../../core/canon/tree.ts'
import type { Digest } from '../../core/model/artifact.ts'
import { bound } from '../../core/model/bounds.ts'
import { DAY_MS } from '../../core/model/day.ts'
import { withLock } from '../file/lock.ts'
import { syncFolder } from '../file/replace.ts'
import { readRecord, type TreeRecord, writeRecord } from './record.ts'
import { readTree, type StampedEntry, stampOf, type Tree } from './tree.ts'
import { walk } from './walk.ts'

export const STORE_KINDS = ['npm', 'pypi', 'folder'] as const
type StoreKind = (typeof STORE_KINDS)[number]
/** One entry of the store. `key` is the digest that names it: of the resolved lock, or of the tree. */
export type EntryPlace = { readonly store: string; readonly kind: StoreKind; readonly key: Digest }

export type EntryCheck =
  | { readonly kind: 'same' }
  | { readonly kind: 'changed'; readonly paths: readonly string[] }
  | { readonly kind: 'missing' }

export const entryPath = ({ store, kind, key }: EntryPlace): string => join(store, kind, hex(key))
export const recordPath = (place: EntryPlace): string => `${entryPath(place)}.json`
const hex = (digest: Digest): string => digest.slice('sha256:'.length)

/**
 * Whether an entry is still what was put there. Compares the stamps of all entries; hashes everything when the tree is small
 * enough, when a day has passed since the last time, or when `full` asks for it.
 */
export async function checkEntry(place: EntryPlace, tree: Digest, now: Date, full = false): Promise<EntryCheck> {
  const path = entryPath(place)
  if (!existsSync(path)) return { kind: 'missing' }
  const record = await readRecord(recordPath(place), tree)
  if (record === null) return checkWithoutRecord(path, tree)
  const changed = changedStamps(record.entries, path)
  if (changed.length > 0) return { kind: 'changed', paths: changed }
  const age = now.getTime() - record.fullCheckAt
  const due = age < 0 || age > DAY_MS
  if (!due && !full && record.bytes > bound('tree-start-bytes')) return { kind: 'same' }
  const found = await readTree(path)
  if (found.digest !== tree) return { kind: 'changed', paths: changedPaths(record.entries, found.entries) }
  if (due) await writeRecord(recordPath(place), { ...record, fullCheckAt: now.getTime() })
  return { kind: 'same' }
}

/** Without a record nobody can name what changed, but the bytes still speak for themselves. */
async function checkWithoutRecord(path: string, tree: Digest): Promise<EntryCheck> {
  const found = await readTree(path)
  return found.digest === tree ? { kind: 'same' } : { kind: 'changed', paths: ['.'] }
}

/** The paths below `root` whose stamp is not the recorded one, that are new, or that are gone. */
export function changedStamps(
  recorded: readonly StampedEntry[],
  root: string,
  skip?: (path: string) => boolean,
): readonly string[] {
  const expected = new Map(recorded.map(({ path, stamp }) => [path, stamp]))
  const changed: string[] = []
  for (const { path, stat } of walk(root, skip)) {
    if (expected.get(path) !== stampOf(stat)) changed.push(path)
    expected.delete(path)
  }
  return [...changed, ...expected.keys()].sort()
}

/**
 * Moves a finished staging folder into the store and seals it. When the same entry is there already and sound, that one is
 * kept; a damaged one is replaced. `expected` is the digest the tree must have, where it was hashed before.
 */
export async function placeEntry(
  staged: string,
  place: EntryPlace,
  now: Date,
  expected: { readonly tree?: Digest; readonly source?: readonly StampedEntry[] } = {},
): Promise<Tree> {
  await settle(staged)
  const tree = await readTree(staged)
  if (expected.tree !== undefined && tree.digest !== expected.tree) {
    throw new Error('the copy of a folder differs from what was hashed while copying it')
  }
  const path = entryPath(place)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const seal: TreeRecord = {
    tree: tree.digest,
    bytes: tree.bytes,
    fullCheckAt: now.getTime(),
    entries: tree.entries,
    source: expected.source ?? [],
  }
  await withLock(`${path}.lock`, async () => {
    const there = await checkEntry(place, tree.digest, now, true)
    if (there.kind === 'same') {
      // A kill between the rename and the chmod below leaves it closed to others.
      await chmod(path, 0o555)
      const record = await readRecord(recordPath(place), tree.digest)
      if (record === null) await writeRecord(recordPath(place), { ...seal, entries: (await readTree(path)).entries })
      else if (expected.source) await writeRecord(recordPath(place), { ...record, source: expected.source })
      return
    }
    if (there.kind === 'changed') await removeEntry(place)
    await writeRecord(recordPath(place), seal)
    await rename(staged, path)
    await chmod(path, 0o555)
    await syncFolder(dirname(path))
  })
  await discard(staged)
  return tree
}

/** Read-only for everybody, and ours: whoever wrote it in the sandbox has no say any more. */
async function settle(root: string): Promise<void> {
  const [uid, gid] = [process.getuid?.() ?? -1, process.getgid?.() ?? -1]
  for (const { kind, place, stat } of walk(root)) {
    if (stat.uid !== BigInt(uid)) await lchown(place, uid, gid)
    if (kind !== 'link') await chmod(place, kind === 'file' ? 0o444 : 0o555)
  }
  await lchown(root, uid, gid)
}

export async function removeEntry(place: EntryPlace): Promise<void> {
  await discard(entryPath(place))
  await rm(recordPath(place), { force: true })
}

/**
 * Removes a folder of ours even though its folders are read-only, or lie deeper than a path can say.
 * Another process may be removing it as well, or still write into it.
 */
export async function discard(path: string): Promise<void> {
  await unlock(path, path)
  await rm(path, { recursive: true, force: true, maxRetries: 5 })
}

/** Half of PATH_MAX: one more name always fits. */
const MAX_PATH_BYTES = 2048

async function unlock(path: string, root: string): Promise<void> {
  const stat = await lstat(path).catch(() => null)
  if (stat === null || !stat.isDirectory()) return
  await chmod(path, 0o700).catch(() => undefined)
  const found = await readdir(path, { withFileTypes: true }).catch(() => [])
  for (const entry of found) {
    if (!entry.isDirectory()) continue
    const below = join(path, entry.name)
    await unlock(Buffer.byteLength(below) > MAX_PATH_BYTES ? await lifted(below, root) : below, root)
  }
}

/** Whoever wrote below it can go deeper than the kernel takes a path, by relative names: what lies there is brought up. */
async function lifted(path: string, root: string): Promise<string> {
  const higher = join(root, `deep-${randomUUID()}`)
  await chmod(path, 0o700).catch(() => undefined)
  return await rename(path, higher).then(
    () => higher,
    () => path,
  )
}
