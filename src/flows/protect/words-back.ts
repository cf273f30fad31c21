// Entries that start us where no record knows them: renamed, copied, moved, put in from elsewhere. The NAME that they start leads to
// the words that stood there before, or else to what was approved.
import type { ConfigEntry } from '../../core/clients/entry.ts'
import { readConfig } from '../../core/clients/read.ts'
import { rewriteEntry } from '../../core/clients/rewrite.ts'
import { pinOf } from '../../core/lock/lockfile.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { everIn, type JournalEntry, type JournalRecord } from '../../io/store/journal.ts'
import type { ConfigFile } from './apply.ts'
import { serverOf, type Self } from './launch.ts'
import { giveBack, idOf } from './plan.ts'
import type { Undone } from './undo.ts'

/** The words of an entry, and how the file was written that they are from. */
export type Original = { readonly entry: JournalEntry; readonly format: JournalRecord['format'] }

/** By NAME; the first record that knows one has it. */
export function originalsIn(records: readonly JournalRecord[]): ReadonlyMap<string, Original> {
  const found = new Map<string, Original>()
  for (const record of records) {
    for (const entry of everIn(record))
      if (!found.has(entry.server)) found.set(entry.server, { entry, format: record.format })
  }
  return found
}

export type Strays = {
  readonly pattern: ConfigFile['pattern']
  /** Ids of entries that need no more looking at. */
  readonly settled: ReadonlySet<string>
  readonly originals: ReadonlyMap<string, Original>
  readonly lock: Lockfile
  readonly self: Self
  readonly isWanted: (server: string, name: string) => boolean
}

/** What became of one; `text` is the file by then. */
export type Stray = { readonly id: string; readonly undone: Undone; readonly text: string }

export function* straysIn(text: string, strays: Strays): Generator<Stray> {
  const { pattern, settled, self, isWanted } = strays
  let now = text
  for (const entry of readConfig(text, pattern).entries) {
    const server = serverOf(entry.launch.argv, self)
    if (server === null || settled.has(idOf(entry)) || !isWanted(server, entry.name)) continue
    const { fate, why, text: changed = now } = wordsFor(now, entry, server, strays)
    now = changed
    yield { id: idOf(entry), undone: { name: entry.name, server, fate, why }, text: now }
  }
}

type Back = Pick<Undone, 'fate' | 'why'> & { readonly text?: string }

function wordsFor(text: string, entry: ConfigEntry, server: string, { pattern, originals, lock }: Strays): Back {
  const { name, within } = entry
  const original = originals.get(server)
  if (original?.format === pattern.format) {
    const back = giveBack(text, pattern, { ...original.entry, name, within })
    if (back.kind === 'restored') return { fate: 'restored', why: '', text: back.text }
  }
  const known = original?.entry.argv ?? []
  const [command, ...args] = known.length > 0 ? known : (pinOf(lock, server)?.argv ?? [])
  if (command === undefined) return { fate: 'cannot', why: unknown(original?.entry.url) }
  const done = rewriteEntry(text, pattern, entry, { command, args })
  if (done.kind === 'cannot') return { fate: 'cannot', why: done.why }
  return { fate: 'rebuilt', why: known.length > 0 ? FROM_ELSEWHERE : FROM_PIN, text: done.text }
}

const FROM_ELSEWHERE = 'it came from elsewhere: the command is the one that it had there'
const FROM_PIN = 'the journal was lost: the command is the approved one; how it was written before is not known'

const unknown = (url: string | undefined): string =>
  url === undefined
    ? 'no journal knows what it was, and nothing is approved under that name: give it its command again, or remove it'
    : `it named an address, which could not be put back: ${quote(untrusted(url), 400)}`
