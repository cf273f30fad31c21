// Puts a planned file in its place. Order is all: copy and journal on disk, then the log, then the file, then a look at it.
import type { Recorder } from '../../core/evidence/event.ts'
import { decodeConfig, encodeConfig } from '../../core/clients/text.ts'
import type { FilePattern } from '../../core/clients/client.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { keepBackup, readBackup } from '../../io/store/backup.ts'
import { readClientFile, replaceClientFile, type ClientFile, type Replaced } from '../../io/store/client-file.ts'
import { formerWith, type Journal, type JournalEntry, type JournalRecord } from '../../io/store/journal.ts'
import { planFile, withoutUs, type FilePlan, type PlanOptions } from './plan.ts'

export type ConfigFile = {
  readonly path: string
  /** The first to take it; `clients` are all that do. */
  readonly client: string
  readonly clients: readonly string[]
  /** The project whose file it is; null for every other file. */
  readonly project: string | null
  /** Of a project that a client config names, and not of the one that was asked for. */
  readonly isElsewhere: boolean
  readonly pattern: Pick<FilePattern, 'format' | 'shapes' | 'scope' | 'write'>
}

export type Shop = {
  readonly state: string
  readonly journal: Journal
  readonly recorder: () => Promise<Recorder>
  readonly now: () => Date
}

/** One file as it is now, and as it would be. */
export type Draft = {
  readonly config: ConfigFile
  readonly file: ClientFile
  readonly text: string
  readonly record: JournalRecord | null
  readonly plan: FilePlan
}

/** Null where there is no such file. Throws a Failure for one that cannot be read. */
export async function draftFile(config: ConfigFile, journal: Journal, options: PlanOptions): Promise<Draft | null> {
  const file = await readClientFile(config.path)
  if (file === null) return null
  const decoded = decodeConfig(file.bytes)
  if ('why' in decoded) throw new Failure('config-invalid', `${quote(untrusted(config.path), 400)}: ${decoded.why}`)
  const record = await journal.read(config.path)
  const { text } = decoded
  return { config, file, text, record, plan: planFile({ ...config, text, record }, options) }
}

export type Applied = { readonly kind: 'done' | 'nothing' | 'changed'; readonly draft: Draft }

const TRIES = 3

/** A file that somebody changes meanwhile is planned anew, and left to them when they go on. */
export async function applyFile(first: Draft, shop: Shop, options: PlanOptions): Promise<Applied> {
  let draft = first
  for (let tries = 1; ; tries++) {
    if (draft.plan.changes.length === 0) return { kind: 'nothing', draft }
    const done = await applyOnce(draft, shop)
    if (done === 'replaced') return { kind: 'done', draft }
    if (tries === TRIES) return { kind: 'changed', draft }
    const again = await draftFile(draft.config, shop.journal, options)
    if (again === null) return { kind: 'changed', draft }
    draft = again
  }
}

async function applyOnce(draft: Draft, { state, journal, recorder, now }: Shop): Promise<Replaced> {
  const { config, file, plan, record } = draft
  const content = encodeConfig(plan.text)
  const before = await keepBackup(state, await bytesWithoutUs(draft, state))
  const { format, shapes } = config.pattern
  const next: JournalRecord = {
    version: 1,
    path: config.path,
    client: config.client,
    format,
    shapes,
    at: now().toISOString(),
    before,
    after: sha256(content),
    written: sha256(content),
    entries: plan.entries,
    former: formerWith(notIn(plan.entries, record), record),
  }
  await journal.write(next)
  const log = await recorder()
  const seqs = []
  for (const { server, name, isSuspended } of plan.changes) {
    const action = isSuspended ? 'suspend' : 'protect'
    const detail = `entry ${name}; file ${sha256(file.bytes)} becomes ${next.after}`
    const body = {
      type: 'config',
      server,
      action,
      author: 'sallyport',
      client: config.client,
      path: config.path,
      detail,
    } as const
    seqs.push(await log.durable(body))
  }
  return replaceTold(file, content, { log, seqs, takeBack: () => putBack(record, config.path, journal) })
}

const notIn = (entries: readonly JournalEntry[], record: JournalRecord | null): readonly JournalEntry[] =>
  (record?.entries ?? []).filter(({ server }) => entries.every((one) => one.server !== server))

type Telling = {
  readonly log: Recorder
  /** The lines that say what is about to be written. */
  readonly seqs: readonly number[]
  /** The journal as it was before it learned of this. */
  readonly takeBack: () => Promise<void>
}

/** What was told of beforehand, in the log and the journal, is taken back where it does not come to be. */
export async function replaceTold(
  file: ClientFile,
  content: Uint8Array,
  { log, seqs, takeBack }: Telling,
): Promise<Replaced> {
  const done = await replaceClientFile(file, content).catch(async (cause: unknown) => {
    await takeBack()
    throw cause
  })
  // Overtaken: ours was in place, so the journal has to know of it, whatever was written after that.
  if (done !== 'changed') return done
  for (const of of seqs)
    log.record({
      type: 'outcome',
      server: '',
      session: '',
      of,
      outcome: 'dropped',
      detail: 'the file changed meanwhile',
    })
  await takeBack()
  return done
}

const putBack = (record: JournalRecord | null, path: string, journal: Journal): Promise<void> =>
  record === null ? journal.remove(path) : journal.write(record)

/** What the user would have if we had never been here: to the byte where nobody edited since. */
async function bytesWithoutUs({ file, text, record }: Draft, state: string): Promise<Uint8Array> {
  if (record === null) return file.bytes
  const kept = sha256(file.bytes) === record.after ? await readBackup(state, record.before) : null
  return kept ?? encodeConfig(withoutUs(text, record))
}
