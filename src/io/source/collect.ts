// What the store holds and nobody needs any more. An entry is needed while a pin names it or a living process holds it, and
// spared for a while after its last use, so that a launch trusted once can be repeated without the network.
import { chmod, lstat, mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isAlive, markOf } from '../file/alive.ts'
import { withLock } from '../file/lock.ts'
import { discard, entryPath, type EntryPlace, recordPath, STORE_KINDS } from './entry.ts'
import { forgetKnown } from './known.ts'
import { readRecord } from './record.ts'
import { sweepStaging } from './staging.ts'
import { doingLater } from './walk.ts'

export type Freed = { readonly entries: number; readonly bytes: number; readonly staging: number }

export type Spare = {
  readonly now: Date
  /** Entries that were used since then are kept … */
  readonly keepMs: number
  /** … as long as all that no pin needs stays below this; the oldest go first. */
  readonly bytes: number
}

const holdsFolder = (store: string): string => join(store, 'in-use')

/**
 * One at a time: whoever collects, and whoever is about to need an entry. So an entry that somebody has just found is
 * never taken from under him.
 */
export const exclusively = <T>(store: string, work: () => Promise<T>): Promise<T> =>
  withLock(join(store, 'collect.lock'), work, 60_000)

/** Keeps an entry, there or not yet, for as long as this process lives. Ask for it before looking whether it is there. */
export async function holdEntry(place: EntryPlace): Promise<void> {
  const { pid, start } = markOf(process.pid)
  await exclusively(place.store, async () => {
    await mkdir(holdsFolder(place.store), { recursive: true, mode: 0o700 })
    await writeFile(join(holdsFolder(place.store), `${nameOf(entryPath(place))}.${pid}.${start}`), '', { mode: 0o600 })
    const now = new Date()
    // Its record tells when it was last used.
    await utimes(recordPath(place), now, now).catch(() => undefined)
  })
}

const nameOf = (entry: string): string => `${basename(dirname(entry))}-${basename(entry)}`

/** The entries that living processes hold, by path. What the dead held is let go. */
export async function heldEntries(store: string): Promise<ReadonlySet<string>> {
  const held = new Set<string>()
  for (const name of await namesIn(holdsFolder(store))) {
    const [, kind, key, pid, start] = /^([a-z]+)-([0-9a-f]{64})\.(\d+)\.(\d*)$/.exec(name) ?? []
    if (kind !== undefined && isAlive({ pid: Number(pid), start: start! })) held.add(join(store, kind, key!))
    else await rm(join(holdsFolder(store), name), { force: true })
  }
  return held
}

type Stored = { readonly path: string; readonly bytes: number; readonly usedAt: number }

/** What neither a pin nor a process needs, the longest unused first. */
export async function spareEntries(store: string, pinned: ReadonlySet<string>): Promise<readonly Stored[]> {
  const held = await heldEntries(store)
  const found: Stored[] = []
  for (const kind of STORE_KINDS) {
    for (const name of await namesIn(join(store, kind))) {
      const path = join(store, kind, name)
      if (!/^[0-9a-f]{64}$/.test(name) || pinned.has(path) || held.has(path)) continue
      const record = `${path}.json`
      const stat = (await lstat(record).catch(() => null)) ?? (await lstat(path).catch(() => null))
      if (stat === null) continue
      const bytes = (await readRecord(record, null).catch(() => null))?.bytes ?? 0
      found.push({ path, bytes, usedAt: stat.mtimeMs })
    }
  }
  return found.sort((a, b) => a.usedAt - b.usedAt)
}

/** `pinned` is asked under the lock: what is approved until then stays. */
export async function collect(store: string, pinned: () => Promise<ReadonlySet<string>>, spare: Spare): Promise<Freed> {
  const work = async (): Promise<Freed> => {
    const staging = await sweepStaging(store)
    const entries = await spareEntries(store, await pinned())
    let left = entries.reduce((sum, { bytes }) => sum + bytes, 0)
    let [count, freed] = [0, 0]
    for (const { path, bytes, usedAt } of entries) {
      if (spare.now.getTime() - usedAt <= spare.keepMs && left <= spare.bytes) break
      await takeOut(store, path)
      left -= bytes
      freed += bytes
      count += 1
    }
    await forgetKnown(store)
    return { entries: count, bytes: freed, staging }
  }
  return await doingLater(store, () => exclusively(store, work))
}

/** Moved away in one step: after a kill it is gone or whole, and what was moved is swept as staging. */
async function takeOut(store: string, path: string): Promise<void> {
  const away = join(store, 'staging', `${process.pid}-${nameOf(path)}`)
  await mkdir(dirname(away), { recursive: true, mode: 0o700 })
  await discard(away)
  // A folder that its owner may not write cannot be given another parent.
  await chmod(path, 0o755)
  await rename(path, away)
  await rm(`${path}.json`, { force: true })
  await discard(away)
}

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => [])
