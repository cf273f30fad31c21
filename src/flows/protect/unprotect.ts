// Takes Sallyport out of client configs again. It loosens, so a person is asked, after seeing what becomes of each entry.
import type { Ink } from '../../core/report/ink.ts'
import { undoneCount, undoneText, type UndoneFile } from '../../core/report/protect-text.ts'
import type { ConfigFile, Shop } from './apply.ts'
import { configsOf, inShop, wordsFor, type ProtectDesk } from './desk.ts'
import { applyUndo, draftUndo, type UndoDraft, type UndoPlace } from './undo.ts'
import { originalsIn } from './words-back.ts'
import { openJournal } from '../../io/store/journal.ts'

export type UnprotectOptions = { readonly clients: readonly string[]; readonly names: readonly string[] }

export type Unprotection = {
  readonly kind: 'done' | 'nothing' | 'refused'
  readonly files: readonly UndoneFile[]
  readonly damaged: readonly string[]
  readonly why: string
}

type Job = { readonly config: ConfigFile; readonly draft: UndoDraft | null; readonly failed: string | null }

export async function unprotect(options: UnprotectOptions, ink: Ink, desk: ProtectDesk): Promise<Unprotection> {
  const { jobs, damaged, place } = await planUndo(options, desk)
  const files = seen(jobs)
  if (files.length === 0) return { kind: 'nothing', files, damaged, why: '' }
  desk.show(`${undoneText(files, false, ink)}\n`)
  const question = 'Let clients start these servers without Sallyport again, unconfined and unrecorded?'
  const agreed = await desk.consent(question, 'unprotect')
  if (!agreed.given) return { kind: 'refused', files, damaged, why: agreed.why }
  const done = await inShop(desk, (shop) => undoAll(jobs, place, shop), isSettled)
  const now = seen(done)
  // Said once: what came out otherwise than was shown before, and the count.
  const isAsShown = JSON.stringify(now) === JSON.stringify(files)
  desk.show(`${isAsShown ? '' : `${undoneText(now, true, ink)}\n`}${undoneCount(now)}`)
  return { kind: 'done', files: seen(done), damaged, why: '' }
}

async function planUndo(
  { clients, names }: UnprotectOptions,
  desk: ProtectDesk,
): Promise<{ readonly jobs: readonly Job[]; readonly damaged: readonly string[]; readonly place: UndoPlace }> {
  const journal = openJournal(desk.paths.state)
  const [discovery, lock, { records, damaged }] = [
    await desk.discover(),
    await desk.readLock(),
    await journal.readAll(),
  ]
  const found = new Map(configsOf(discovery).map((config) => [config.path, config]))
  for (const { path, client, format, shapes } of records) {
    if (!found.has(path)) found.set(path, fromRecord(path, client, { format, shapes, scope: 'user', write: 'yes' }))
  }
  const isWanted = (server: string, name: string): boolean =>
    names.length === 0 || names.includes(server) || names.includes(name)
  const originals = originalsIn(records)
  const place: UndoPlace = { state: desk.paths.state, lock, self: desk.self, isWanted, originals }
  const jobs: Job[] = []
  for (const config of found.values()) {
    if (clients.length > 0 && !config.clients.some((id) => clients.includes(id))) continue
    const plan = async (): Promise<Job> => {
      const draft = await draftUndo(config, await journal.read(config.path), place)
      return { config, draft, failed: null }
    }
    jobs.push(await attempt(config, plan))
  }
  return { jobs: jobs.filter(({ draft, failed }) => draft !== null || failed !== null), damaged, place }
}

const isSettled = (jobs: readonly Job[]): boolean =>
  jobs.every(({ draft, failed }) => failed === null && draft?.undone.every(({ fate }) => fate !== 'cannot') !== false)

const fromRecord = (path: string, client: string, pattern: ConfigFile['pattern']): ConfigFile => ({
  path,
  client,
  clients: [client],
  project: null,
  isElsewhere: false,
  pattern,
})

/** Planned again from what stands there now: the person was asked in between. */
async function undoAll(jobs: readonly Job[], place: UndoPlace, shop: Shop): Promise<readonly Job[]> {
  const done: Job[] = []
  for (const { config, failed } of jobs) {
    if (failed !== null) done.push({ config, draft: null, failed })
    else done.push(await attempt(config, () => undoOne(config, place, shop)))
  }
  return done
}

const TRIES = 3

async function undoOne(config: ConfigFile, place: UndoPlace, shop: Shop): Promise<Job> {
  for (let tries = 1; ; tries++) {
    const draft = await draftUndo(config, await shop.journal.read(config.path), place)
    if (draft === null) return { config, draft, failed: null }
    if ((await applyUndo(draft, shop)) === 'done') return { config, draft, failed: null }
    if (tries === TRIES) return { config, draft, failed: 'somebody changes it at this moment; repeat the command' }
  }
}

async function attempt(config: ConfigFile, work: () => Promise<Job>): Promise<Job> {
  try {
    return await work()
  } catch (cause) {
    return { config, draft: null, failed: wordsFor(cause) }
  }
}

const seen = (jobs: readonly Job[]): UndoneFile[] =>
  jobs.map(({ config, draft, failed }) => ({
    client: config.client,
    path: config.path,
    isIdentical: draft?.isIdentical === true,
    entries: draft?.undone ?? [],
    failed,
  }))
