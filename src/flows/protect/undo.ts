// Takes us out of a client file again: identical bytes where nobody edited it since, each entry's own words where somebody did.
import type { Restored } from '../../core/clients/rewrite.ts'
import { decodeConfig, encodeConfig } from '../../core/clients/text.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { readBackup } from '../../io/store/backup.ts'
import { readClientFile, replaceClientFile, type ClientFile } from '../../io/store/client-file.ts'
import { formerWith, type JournalEntry, type JournalRecord } from '../../io/store/journal.ts'
import type { ConfigFile, Shop } from './apply.ts'
import type { Self } from './launch.ts'
import { giveBack, idOf } from './plan.ts'
import { originalsIn, straysIn, type Original } from './words-back.ts'

export type Fate =
  /** Its own words are back. */
  | 'restored'
  /** The journal did not know it; it starts what was approved, as written in the pin. */
  | 'rebuilt'
  /** The entry was removed meanwhile, or the whole file. */
  | 'gone'
  /** Somebody gave it another command meanwhile, and that stays. */
  | 'edited'
  | 'cannot'
export type Undone = { readonly name: string; readonly server: string; readonly fate: Fate; readonly why: string }

export type UndoDraft = {
  readonly config: Pick<ConfigFile, 'path' | 'client'>
  /** Null: the client has no such file any more. */
  readonly file: ClientFile | null
  readonly content: Uint8Array
  readonly record: JournalRecord | null
  /** What the journal still has to hold; null when nothing is left of us there. */
  readonly rest: JournalRecord | null
  readonly undone: readonly Undone[]
  /** The whole file becomes what it was, to the byte. */
  readonly isIdentical: boolean
}

export type UndoPlace = {
  readonly state: string
  readonly lock: Lockfile
  readonly self: Self
  readonly isWanted: (server: string, name: string) => boolean
  /** What each NAME was in any file. */
  readonly originals: ReadonlyMap<string, Original>
}

export async function draftUndo(
  config: ConfigFile,
  record: JournalRecord | null,
  place: UndoPlace,
): Promise<UndoDraft | null> {
  const { path, client } = config
  const file = await readClientFile(path)
  const entries = (record?.entries ?? []).filter(({ server, name }) => place.isWanted(server, name))
  if (file === null) {
    const undone = entries.map((entry) => fated(entry, 'gone', 'the file is not there any more'))
    return record === null || undone.length === 0
      ? null
      : {
          config: { path, client },
          file,
          content: new Uint8Array(),
          record,
          rest: without(record, entries),
          undone,
          isIdentical: false,
        }
  }
  const found = textOf(file.bytes, path)
  const pattern = record ?? config.pattern
  const isWhole = record !== null && sha256(file.bytes) === record.after && entries.length === record.entries.length
  const whole = isWhole ? await readBackup(place.state, record.before).catch(() => null) : null
  const asked = new Map<string, Undone>()
  let text = whole === null ? found : textOf(whole, path)
  for (const entry of entries) {
    if (whole === null) {
      const restored = giveBack(text, pattern, entry)
      if (restored.kind === 'restored') text = restored.text
      asked.set(idOf(entry), fateOf(entry, restored))
    } else asked.set(idOf(entry), fated(entry, 'restored', ''))
  }
  const strays = [
    ...straysIn(text, { ...config, ...place, settled: settledIn(record, asked), originals: known(record, place) }),
  ]
  for (const stray of strays) {
    text = stray.text
    asked.set(stray.id, stray.undone)
  }
  const undone = [...asked.values()]
  if (undone.length === 0) return null
  const left = record === null ? null : without(record, entries)
  const isIdentical = whole !== null && strays.length === 0
  const content = isIdentical ? whole : encodeConfig(text)
  // Edited since: the copy lacks those edits. The old digest stays, fits no more, and entries are given back one by one.
  const wasAsWritten = record !== null && sha256(file.bytes) === record.after
  const rest = left !== null && wasAsWritten ? { ...left, after: sha256(content) } : left
  return { config: { path, client }, file, content, record, rest, undone, isIdentical }
}

function textOf(bytes: Uint8Array, path: string): string {
  const decoded = decodeConfig(bytes)
  if ('why' in decoded) throw new Failure('config-invalid', `${quote(untrusted(path), 400)}: ${decoded.why}`)
  return decoded.text
}

/** An entry that has other words than ours by now may have those of another one: two of them changed their names. */
function settledIn(record: JournalRecord | null, asked: ReadonlyMap<string, Undone>): ReadonlySet<string> {
  const ids = (record?.entries ?? []).map(idOf)
  return new Set(ids.filter((id) => asked.get(id)?.fate !== 'edited'))
}

/** Its own record is asked first. */
const known = (record: JournalRecord | null, { originals }: UndoPlace): UndoPlace['originals'] =>
  new Map([...originals, ...originalsIn(record === null ? [] : [record])])

function fateOf(entry: JournalEntry, restored: Restored): Undone {
  if (restored.kind === 'restored') return fated(entry, 'restored', '')
  if (restored.kind === 'gone') return fated(entry, 'gone', 'the entry is not there any more')
  if (restored.kind === 'foreign') return fated(entry, 'edited', 'somebody gave it another command since; that stays')
  return fated(entry, 'cannot', restored.why)
}

const fated = ({ name, server }: JournalEntry, fate: Fate, why: string): Undone => ({ name, server, fate, why })

function without(record: JournalRecord, entries: readonly JournalEntry[]): JournalRecord | null {
  const taken = new Set(entries.map(idOf))
  const left = record.entries.filter((entry) => !taken.has(idOf(entry)))
  return left.length === 0 ? null : { ...record, entries: left }
}

export async function applyUndo(draft: UndoDraft, { journal, recorder, now }: Shop): Promise<'done' | 'changed'> {
  const { config, file, content, undone } = draft
  if (file !== null && !file.bytes.equals(content)) {
    const log = await recorder()
    for (const { server, name, fate } of undone) {
      const detail = `entry ${name}: ${fate}; file ${sha256(file.bytes)} becomes ${sha256(content)}`
      await log.durable({
        type: 'config',
        server,
        action: 'unprotect',
        author: 'sallyport',
        client: config.client,
        path: config.path,
        detail,
      })
    }
    if ((await replaceClientFile(file, content)) === 'changed') return 'changed'
  }
  if (draft.record === null) return 'done'
  const { rest } = draft
  const kept = keepFailed(draft)
  const written = file === null ? draft.record.written : sha256(content)
  const former = formerWith(lostTo(draft), draft.record)
  await journal.write({ ...draft.record, ...rest, entries: kept, former, written, at: now().toISOString() })
  return 'done'
}

/** What was not where it should have been: it may stand elsewhere, or come back with the file. */
function lostTo({ record, undone }: UndoDraft): readonly JournalEntry[] {
  const lost = new Set(undone.filter(({ fate }) => fate === 'gone' || fate === 'edited').map(({ server }) => server))
  return (record?.entries ?? []).filter(({ server }) => lost.has(server))
}

/** What could not be put back stays in the journal. */
function keepFailed({ record, rest, undone }: UndoDraft): readonly JournalEntry[] {
  const failed = new Set(undone.filter(({ fate }) => fate === 'cannot').map(({ name }) => name))
  return (record?.entries ?? []).filter(
    (entry) => rest?.entries.some((one) => idOf(one) === idOf(entry)) === true || failed.has(entry.name),
  )
}
