// Puts Sallyport in front of the servers that clients start: plan every file, show it, ask once, write one after the other.
import { readConfig } from '../core/clients/read.ts'
import { Failure } from '../core/model/failure.ts'
import type { Lockfile } from '../core/model/pin.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { unlookedText } from '../core/report/discover-outcome.ts'
import { unifiedDiff } from '../core/report/protect-diff.ts'
import type { Ink } from '../core/report/ink.ts'
import { countText, protectText, type ProtectedFile, type ProtectedRow } from '../core/report/protect-text.ts'
import { secretValues } from '../core/text/launch-secret.ts'
import { openJournal, type Journal } from '../io/store/journal.ts'
import type { Discovery } from './discover/discovery.ts'
import { applyFile, draftFile, type ConfigFile, type Draft } from './protect/apply.ts'
import {
  configsOf,
  inShop,
  namesFrom,
  refusal,
  type Standing,
  standingNow,
  wordsFor,
  type ProtectDesk,
} from './protect/desk.ts'
import type { Names } from './protect/names.ts'
import type { PlanOptions } from './protect/plan.ts'
import type { Objection } from './outcome.ts'

export type ProtectOptions = {
  /** Ids of clients; none means all. */
  readonly clients: readonly string[]
  /** Absolute paths; none means all. */
  readonly files: readonly string[]
  /** Files that others share get a command that works for them, too; without this they are left alone. */
  readonly isPortable: boolean
  readonly isDryRun: boolean
}

export type Protection = {
  readonly kind: 'done' | 'planned' | 'nothing' | 'refused'
  readonly files: readonly ProtectedFile[]
  /** Places that could not be looked at, safe to print. */
  readonly unlooked: readonly string[]
  readonly why: string
  /** Servers that were to be approved along with it, and were not. */
  readonly held?: readonly Held[]
}

export type Held = Objection & { readonly server: string }

type Job = {
  readonly config: ConfigFile
  readonly options: PlanOptions
  readonly draft: Draft | null
  readonly failed: string | null
}

/** What happens under the same yes, before the first file is touched. */
export type Along = {
  /** Servers that the same yes approves. */
  readonly names: readonly string[]
  readonly question: string
  readonly first: (how: 'typed' | 'configured') => Promise<void>
}

export async function protect(
  options: ProtectOptions,
  ink: Ink,
  desk: ProtectDesk,
  along: Along = { names: [], question: '', first: async () => undefined },
): Promise<Protection> {
  const [discovery, standing] = [await desk.discover(), await standingNow(desk)]
  const journal = openJournal(desk.paths.state)
  const jobs = await planAll(discovery, standing.lock, journal, options, desk)
  const files = (): ProtectedFile[] =>
    jobs.map((job) => seenFile(job, job.failed, standing, { approving: along.names, isDone: false }))
  const unlooked = discovery.unlooked.map(unlookedText)
  const planned = jobs.filter(({ draft }) => (draft?.plan.changes.length ?? 0) > 0)
  if (options.isDryRun) {
    for (const { draft } of planned) desk.show(`${diffOf(draft!, ink)}\n`)
    desk.show(`${protectText(files(), false, ink)}\n${countText(files(), false)}`)
    return { kind: 'planned', files: files(), unlooked, why: '' }
  }
  if (planned.length === 0 && along.question === '') {
    desk.show(`${protectText(files(), false, ink)}\n${countText(files(), false)}`)
    return { kind: 'nothing', files: files(), unlooked, why: '' }
  }
  desk.show(`${protectText(files(), false, ink)}\n`)
  const agreed = await desk.consent(`${along.question}\n${questionOf(planned)}`.trim(), 'protect')
  if (!agreed.given) return { kind: 'refused', files: files(), unlooked, why: agreed.why }
  await along.first(agreed.how)
  const done = await applyAll(jobs, desk)
  const after = await standingNow(desk)
  const now = done.map((job) => seenFile(job, job.failed, after, { approving: [], isDone: true }))
  const failed = now.filter((file) => file.failed !== null)
  desk.show(`${protectText(failed, false, ink)}${countText(now, true)}`)
  return { kind: 'done', files: now, unlooked, why: '' }
}

/** A credential of an entry is on neither side of it, whatever it looks like. */
function diffOf({ config, text, plan }: Draft, ink: Ink): string {
  const values = readConfig(text, config.pattern).entries.flatMap(({ launch }) => secretValues(launch))
  const written = values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)])
  const without = (whole: string): string =>
    written.reduce((shown, value) => shown.replaceAll(value, '«not shown»'), whole)
  return unifiedDiff(config.path, without(text), without(plan.text), ink)
}

export async function planAll(
  discovery: Discovery,
  lock: Lockfile,
  journal: Journal,
  options: ProtectOptions,
  desk: Pick<ProtectDesk, 'self'>,
): Promise<readonly Job[]> {
  refuseUnknownFile(discovery, options.files)
  const names = await namesFrom(lock, journal, discovery)
  const chosen = configsOf(discovery).filter(({ clients, path }) => {
    const isClient = options.clients.length === 0 || clients.some((id) => options.clients.includes(id))
    return isClient && (options.files.length === 0 || options.files.includes(path))
  })
  const jobs: Job[] = []
  for (const config of chosen) jobs.push(await planOne(config, journal, planOptions(config, names, options, desk)))
  return jobs
}

/** A misspelt path would otherwise be one with nothing to do. */
function refuseUnknownFile({ files, unlooked }: Discovery, named: readonly string[]): void {
  const known = new Set([...files, ...unlooked].map(({ path }) => path))
  const unknown = named.find((path) => !known.has(path))
  if (unknown === undefined) return
  throw new Failure('usage-invalid', `${quote(untrusted(unknown))} is no file that a client here takes servers from`, {
    fix: 'Name one of those that `sallyport discover` lists. For a project, repeat it there, or with `--project DIR`.',
  })
}

/** What a person asked for, as it holds for this file. A file of another project counts only when it is named itself. */
export function planOptions(
  { pattern, clients, path, isElsewhere }: ConfigFile,
  names: Names,
  { clients: named, files, isPortable }: ProtectOptions,
  { self }: Pick<ProtectDesk, 'self'>,
): PlanOptions {
  const isShared = pattern.write === 'named'
  const isNamed = files.includes(path) || (!isElsewhere && clients.some((id) => named.includes(id)))
  return { self, names, isNamed: isNamed && isPortable, isPortable: isShared && isPortable, suspends: false }
}

/** One file that cannot be read hides no other. */
async function planOne(config: ConfigFile, journal: Journal, options: PlanOptions): Promise<Job> {
  try {
    return { config, options, draft: await draftFile(config, journal, options), failed: null }
  } catch (cause) {
    return { config, options, draft: null, failed: wordsFor(cause) }
  }
}

function questionOf(planned: readonly Job[]): string {
  if (planned.length === 0) return 'No file is changed.'
  const entries = planned.reduce((sum, { draft }) => sum + draft!.plan.changes.length, 0)
  return `Change ${entries} ${entries === 1 ? 'entry' : 'entries'} in ${planned.length} ${planned.length === 1 ? 'file' : 'files'}? \`sallyport unprotect\` takes it back.`
}

async function applyAll(jobs: readonly Job[], desk: ProtectDesk): Promise<readonly Job[]> {
  return inShop(desk, async (shop) => {
    const done: Job[] = []
    for (const job of jobs) {
      if (job.draft === null || job.draft.plan.changes.length === 0) {
        done.push(job)
        continue
      }
      try {
        // Again, under the lock: another protect may have been here since the person was asked.
        const now = await draftFile(job.config, shop.journal, job.options)
        if (now === null) {
          done.push({ ...job, failed: 'it is not there any more' })
          continue
        }
        const { kind, draft } = await applyFile(now, shop, job.options)
        const failed = kind === 'changed' ? 'somebody changes it at this moment; repeat the command' : null
        done.push({ ...job, draft, failed })
      } catch (cause) {
        done.push({ ...job, failed: wordsFor(cause) })
      }
    }
    return done
  })
}

function seenFile(
  { config, draft }: Job,
  failed: string | null,
  standing: Standing,
  { approving, isDone }: { readonly approving: readonly string[]; readonly isDone: boolean },
): ProtectedFile {
  const row = (name: string, server: string, isSuspended: boolean, from: string | null): ProtectedRow => ({
    name,
    server,
    refuses: approving.includes(server) ? null : refusal(server, standing, from),
    isSuspended,
  })
  // Under another name the file does not have it.
  const fromHere = (name: string, server: string): string | null => (isDone || name !== server ? null : config.path)
  const { changes = [], ours = [], skipped = [], unreadable = [] } = draft?.plan ?? {}
  return {
    client: config.client,
    path: config.path,
    changes: changes.map(({ name, server, isSuspended }) => row(name, server, isSuspended, fromHere(name, server))),
    ours: ours.map(({ name, server }) => row(name, server, false, null)),
    skipped,
    unreadable,
    failed,
  }
}
