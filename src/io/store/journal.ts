// What we changed in which client config, so that it can be undone to the byte: one record a file, written whole, readable by
// nobody else. A record stands on disk before its file is touched, so that a kill between any two steps loses nothing.
import { mkdir, readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { canonical } from '../../core/canon/digest.ts'
import type { Format } from '../../core/clients/client.ts'
import type { EntryId } from '../../core/clients/entry.ts'
import type { Original } from '../../core/clients/rewrite.ts'
import type { Shape } from '../../core/clients/shape.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'
import { sha256 } from '../file/sha256.ts'

/** One entry that we rewrote. */
export type JournalEntry = EntryId & {
  /** What it is approved as, or would be: the NAME of `run NAME`. */
  readonly server: string
  /** Its exact words before, and ours. */
  readonly original: Original
  /** The same before it was renewed: a kill can leave either in the file. */
  readonly formerly?: Original
  /** The command that it started before, so that it can be looked at and approved. */
  readonly argv: readonly string[]
  /** The address that it named instead of a command. */
  readonly url?: string
  readonly envNames: readonly string[]
}

export type JournalRecord = {
  readonly version: 1
  /** As the client knows it; may be a link. */
  readonly path: string
  readonly client: string
  /** How the file is to be read: kept here, so that a later table of clients cannot stand in the way of undoing. */
  readonly format: Format
  readonly shapes: readonly Shape[]
  readonly at: string
  /** SHA-256 of the whole file without us in it, and with us. */
  readonly before: string
  readonly after: string
  /** SHA-256 of what we last wrote there: so that a watcher knows our writes, also those that took us out again. */
  readonly written: string
  /** Empty once we are out of the file: what is left then says only that it was us who wrote it last. */
  readonly entries: readonly JournalEntry[]
  /** Entries that are not found where they were. What was renamed, copied or moved elsewhere still starts the same NAME. */
  readonly former?: readonly JournalEntry[]
}

/** All whose own words are known. */
export const everIn = ({
  entries,
  former = [],
}: Pick<JournalRecord, 'entries' | 'former'>): readonly JournalEntry[] => [...entries, ...former]

/** These and what was former before them, one for each NAME; past the bound the oldest are forgotten. */
export function formerWith(gone: readonly JournalEntry[], record: JournalRecord | null): readonly JournalEntry[] {
  const all = [...gone, ...(record?.former ?? [])]
  const first = all.filter(({ server }, index) => all.findIndex((one) => one.server === server) === index)
  return first.slice(0, bound('former-entries'))
}

export type Journal = {
  readonly folder: string
  readonly read: (path: string) => Promise<JournalRecord | null>
  /** Every record; a damaged one is named and hides no other. */
  readonly readAll: () => Promise<{ readonly records: readonly JournalRecord[]; readonly damaged: readonly string[] }>
  readonly write: (record: JournalRecord) => Promise<void>
  readonly remove: (path: string) => Promise<void>
}

/** A few thousand entries at most, each with its original text. */
const MAX_BYTES = 64 * 1024 ** 2

export const protectFolder = (state: string): string => join(state, 'protect')
export const journalFolder = (state: string): string => join(protectFolder(state), 'journal')
export const recordPath = (folder: string, path: string): string => join(folder, `${sha256(path).slice(0, 32)}.json`)

export function openJournal(state: string): Journal {
  const folder = journalFolder(state)
  return {
    folder,
    read: (path) => readRecord(recordPath(folder, path)),
    readAll: () => readRecords(folder),
    async write(record) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await replaceFile(recordPath(folder, record.path), print(record))
    },
    remove: (path) => rm(recordPath(folder, path), { force: true }),
  }
}

/** The seal tells a record that we wrote from one that something damaged or edited. It is no proof against our own user. */
function print(record: JournalRecord): string {
  const seal = sha256(canonical(record))
  return `${JSON.stringify({ ...record, seal }, null, 2)}\n`
}

async function readRecords(folder: string): Promise<{ records: JournalRecord[]; damaged: string[] }> {
  const records: JournalRecord[] = []
  const damaged: string[] = []
  for (const name of (await namesIn(folder)).filter((name) => /^[0-9a-f]{32}\.json$/.test(name))) {
    try {
      const record = await readRecord(join(folder, name))
      if (record !== null) records.push(record)
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause
      damaged.push(join(folder, name))
    }
  }
  return { records, damaged }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    throw new Failure('disk-failed', `${quote(untrusted(folder), 400)} could not be listed (${code})`, { cause })
  }
}

async function readRecord(file: string): Promise<JournalRecord | null> {
  const bytes = await readBounded(file, { maxBytes: MAX_BYTES, code: 'journal-damaged' })
  if (bytes === null) return null
  const record = parse(bytes)
  const isItsOwn = record !== null && basename(file) === basename(recordPath('', record.path))
  if (isItsOwn) return record
  throw new Failure('journal-damaged', `${quote(untrusted(file), 400)} is not as we wrote it`)
}

function parse(bytes: Buffer): JournalRecord | null {
  try {
    const { seal, ...record } = JSON.parse(bytes.toString('utf8')) as JournalRecord & { seal: string }
    return seal === sha256(canonical(record)) && record.version === 1 ? record : null
  } catch {
    return null
  }
}
