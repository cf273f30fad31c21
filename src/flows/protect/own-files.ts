// Files of ours that somebody else may change: lockfile, settings, journal and copies. What we write ourselves fits its own
// signature, seal or memory; anything else is drift.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import { readBounded } from '../../io/file/read.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { backupFolder, backupPath, readBackup } from '../../io/store/backup.ts'
import { journalFolder, openJournal, recordPath, type JournalRecord } from '../../io/store/journal.ts'

export type OwnFiles = {
  readonly settings: string | null
  /** Null: the lockfile holds. */
  readonly lock: string | null
  readonly damaged: readonly string[]
  /** Records that hold entries. */
  readonly records: readonly string[]
  /** The copies that they need, by digest, with what the file system says of each; null: it is not there. */
  readonly copies: ReadonlyMap<string, string | null>
}

export const ownPaths = ({ config, lockfile, state }: Paths): readonly string[] => [
  lockfile,
  join(config, 'config.yaml'),
  join(journalFolder(state), '.'),
  join(backupFolder(state), '.'),
]

export async function lookAtOwn(paths: Paths, readLock: () => Promise<Lockfile>): Promise<OwnFiles> {
  const settings = await readBounded(join(paths.config, 'config.yaml')).catch(() => Buffer.from('unreadable'))
  const lock = await readLock().then(() => null, wordsFor)
  const { records, damaged } = await openJournal(paths.state).readAll()
  const held = records.filter(({ entries }) => entries.length > 0)
  const copies = new Map<string, string | null>()
  for (const { before } of held) copies.set(before, await seenAt(backupPath(paths.state, before)))
  return {
    settings: settings === null ? null : sha256(settings),
    lock,
    damaged,
    records: held.map(({ path }) => recordPath(journalFolder(paths.state), path)),
    copies,
  }
}

const seenAt = async (path: string): Promise<string | null> =>
  stat(path, { bigint: true }).then(
    ({ ino, size, ctimeNs }) => `${ino} ${size} ${ctimeNs}`,
    () => null,
  )

/** A record only goes away by another that says so: one that vanished was taken by somebody. */
export async function driftOf(
  before: OwnFiles,
  now: OwnFiles,
  { config, lockfile, state }: Paths,
): Promise<readonly { path: string; why: string }[]> {
  const { records } = await openJournal(state).readAll()
  const all = records.map(({ path }) => recordPath(journalFolder(state), path))
  const lost = before.records.filter((file) => !all.includes(file) && !now.damaged.includes(file))
  return [
    ...(now.lock !== null && now.lock !== before.lock ? [{ path: lockfile, why: now.lock }] : []),
    ...(now.settings !== before.settings
      ? [{ path: join(config, 'config.yaml'), why: 'its settings changed; Sallyport never writes this file' }]
      : []),
    ...now.damaged
      .filter((file) => !before.damaged.includes(file))
      .map((path) => ({ path, why: 'a record of the journal is not as we wrote it' })),
    ...lost.map((path) => ({ path, why: 'a record of the journal was taken away' })),
    ...(await copiesGone(before, now, records, state)),
  ]
}

/** Read only where the file system tells of a change. What no record needs any more we removed ourselves. */
async function copiesGone(
  before: OwnFiles,
  now: OwnFiles,
  records: readonly JournalRecord[],
  state: string,
): Promise<readonly { path: string; why: string }[]> {
  const needed = new Set(records.filter(({ entries }) => entries.length > 0).map(({ before }) => before))
  const changed = [...now.copies].filter(([digest, seen]) => needed.has(digest) && before.copies.get(digest) !== seen)
  const gone = await Promise.all(
    changed.map(async ([digest]) => {
      const isWhole = await readBackup(state, digest).then((bytes) => bytes !== null, isOurs)
      return isWhole ? [] : [{ path: backupPath(state, digest), why: 'the copy of a config is not as we made it' }]
    }),
  )
  return gone.flat()
}

function isOurs(cause: unknown): false {
  if (cause instanceof Failure) return false
  throw cause
}

function wordsFor(cause: unknown): string {
  if (cause instanceof Failure) return cause.message
  throw cause
}
