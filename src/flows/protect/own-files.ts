// Files of ours that somebody else may change: the lockfile, the settings, the journal. What we write ourselves fits its own
// signature, seal or memory; anything else is drift.
import { join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import { readBounded } from '../../io/file/read.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { journalFolder, openJournal, recordPath } from '../../io/store/journal.ts'

export type OwnFiles = {
  readonly settings: string | null
  /** Null: the lockfile holds. */
  readonly lock: string | null
  readonly damaged: readonly string[]
  /** Records that hold entries. */
  readonly records: readonly string[]
}

export const ownPaths = ({ config, lockfile, state }: Paths): readonly string[] => [
  lockfile,
  join(config, 'config.yaml'),
  join(journalFolder(state), '.'),
]

export async function lookAtOwn(paths: Paths, readLock: () => Promise<Lockfile>): Promise<OwnFiles> {
  const settings = await readBounded(join(paths.config, 'config.yaml')).catch(() => Buffer.from('unreadable'))
  const lock = await readLock().then(() => null, wordsFor)
  const { records, damaged } = await openJournal(paths.state).readAll()
  const held = records.filter(({ entries }) => entries.length > 0)
  return {
    settings: settings === null ? null : sha256(settings),
    lock,
    damaged,
    records: held.map(({ path }) => recordPath(journalFolder(paths.state), path)),
  }
}

/** A record only goes away by another that says so: one that vanished was taken by somebody. */
export async function driftOf(
  before: OwnFiles,
  now: OwnFiles,
  { config, lockfile, state }: Paths,
): Promise<readonly { path: string; why: string }[]> {
  const all = (await openJournal(state).readAll()).records.map(({ path }) => recordPath(journalFolder(state), path))
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
  ]
}

function wordsFor(cause: unknown): string {
  if (cause instanceof Failure) return cause.message
  throw cause
}
