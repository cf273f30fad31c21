// Takes us out of a client file again: identical bytes where nobody edited it since, each entry's own words where somebody did.
import { readConfig } from '../../core/clients/read.ts'
import { rewriteEntry, type Restored } from '../../core/clients/rewrite.ts'
import { decodeConfig, encodeConfig } from '../../core/clients/text.ts'
import { pinOf } from '../../core/lock/lockfile.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { readBackup } from '../../io/store/backup.ts'
import { readClientFile, replaceClientFile, type ClientFile } from '../../io/store/client-file.ts'
import type { JournalEntry, JournalRecord } from '../../io/store/journal.ts'
import type { ConfigFile, Shop } from './apply.ts'
import { serverOf, type Self } from './launch.ts'
import { giveBack, idOf } from './plan.ts'

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
    return record === null
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
  const decoded = decodeConfig(file.bytes)
  if ('why' in decoded) throw new Failure('config-invalid', `${quote(untrusted(path), 400)}: ${decoded.why}`)
  const pattern = record ?? config.pattern
  const isWhole = record !== null && sha256(file.bytes) === record.after && entries.length === record.entries.length
  const whole = isWhole ? await readBackup(place.state, record.before).catch(() => null) : null
  let { text } = decoded
  const undone: Undone[] = []
  for (const entry of entries) {
    const restored = giveBack(text, pattern, entry)
    if (restored.kind === 'restored') text = restored.text
    undone.push(whole === null ? fateOf(entry, restored) : fated(entry, 'restored', ''))
  }
  if (whole === null)
    for (const lost of lostIn(text, config, record, place)) {
      if (lost.text !== undefined) text = lost.text
      undone.push(lost.undone)
    }
  if (undone.length === 0) return null
  const left = record === null ? null : without(record, entries)
  const content = whole ?? encodeConfig(text)
  // Edited since: the copy lacks those edits. The old digest stays, fits no more, and entries are given back one by one.
  const wasAsWritten = record !== null && sha256(file.bytes) === record.after
  const rest = left !== null && wasAsWritten ? { ...left, after: sha256(content) } : left
  return { config: { path, client }, file, content, record, rest, undone, isIdentical: whole !== null }
}

/** An entry that starts us and that no record knows: the pin still says what was approved under that name. */
function* lostIn(
  text: string,
  { pattern }: ConfigFile,
  record: JournalRecord | null,
  { lock, self, isWanted }: UndoPlace,
): Generator<{ readonly undone: Undone; readonly text?: string }> {
  const known = new Set((record?.entries ?? []).map(idOf))
  let now = text
  for (const entry of readConfig(text, pattern).entries) {
    const server = serverOf(entry.launch.argv, self)
    if (server === null || known.has(idOf(entry)) || !isWanted(server, entry.name)) continue
    const [command, ...args] = pinOf(lock, server)?.argv ?? []
    if (command === undefined) {
      yield {
        undone: {
          name: entry.name,
          server,
          fate: 'cannot',
          why: 'the journal is lost and nothing is approved under that name',
        },
      }
      continue
    }
    const done = rewriteEntry(now, pattern, entry, { command, args })
    if (done.kind === 'cannot') {
      yield { undone: { name: entry.name, server, fate: 'cannot', why: done.why } }
      continue
    }
    now = done.text
    const why = 'the journal was lost: the command is the approved one; how it was written before is not known'
    yield { undone: { name: entry.name, server, fate: 'rebuilt', why }, text: now }
  }
}

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
  await journal.write({ ...draft.record, ...rest, entries: kept, written, at: now().toISOString() })
  return 'done'
}

/** What could not be put back stays in the journal. */
function keepFailed({ record, rest, undone }: UndoDraft): readonly JournalEntry[] {
  const failed = new Set(undone.filter(({ fate }) => fate === 'cannot').map(({ name }) => name))
  return (record?.entries ?? []).filter(
    (entry) => rest?.entries.some((one) => idOf(one) === idOf(entry)) === true || failed.has(entry.name),
  )
}
