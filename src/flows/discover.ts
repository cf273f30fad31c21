// Every MCP server in every config of every known client, and how each stands to what was approved. Reads, and changes nothing.
import { ENTRY_RULES, FILE_RULES, LAUNCH_RULES } from '../core/rules/index.ts'
import { check } from '../core/rules/check.ts'
import type { EntrySubject } from '../core/rules/config/entry-subject.ts'
import { Failure } from '../core/model/failure.ts'
import type { FoundFile } from '../core/model/discovery.ts'
import type { Report } from '../core/model/finding.ts'
import type { LaunchEntry } from '../core/model/launch.ts'
import { quote, reveal, untrusted } from '../core/model/untrusted.ts'
import { whyNoFolder } from '../io/source/config-files.ts'
import type { DiscoverOptions, DiscoverWorld, Discovery, FoundEntry } from './discover/discovery.ts'
import { guardedName } from './discover/guarded.ts'
import { launchKey, namer } from './discover/keys.ts'
import { nextStep } from './discover/next-step.ts'
import { placesOf } from './discover/places.ts'
import { readPlaces, type RawEntry, type RawFile } from './discover/read-files.ts'
import { standingOf } from './discover/standing.ts'

export async function discover(options: DiscoverOptions, world: DiscoverWorld): Promise<Discovery> {
  for (const folder of [options.home, options.project]) if (folder !== null) checkFolder(folder)
  const places = placesOf(world.clients, options, world.env)
  const { files, unlooked } = readPlaces(places)
  const drafts = draftsOf(files, world)
  const entries = drafts.map((draft) => judged(draft, drafts, options, world))
  const running = options.processes ? await runningNow(entries, world) : null
  return { entries, files: files.map((file) => judgedFile(file, entries)), unlooked, places: places.length, running }
}

/** A home that cannot be looked into would otherwise pass for one without servers. */
function checkFolder(path: string): void {
  const why = whyNoFolder(path)
  if (why === null) return
  throw new Failure('usage-invalid', `${quote(untrusted(path), 400)} cannot be looked at: ${why}`, {
    fix: 'Name a folder that exists and that you may read with `--home DIR` or `--project DIR`.',
  })
}

type Draft = RawEntry & {
  readonly file: RawFile
  readonly launch: LaunchEntry
  readonly guards: string | null
  readonly key: string
  /** What is started in the end: behind `run NAME`, what was approved. */
  readonly starts: string
}

function draftsOf(files: readonly RawFile[], { lock, self }: DiscoverWorld): Draft[] {
  const nameFor = namer(lock)
  return files.flatMap((file) =>
    file.entries.map((raw): Draft => {
      const { entry, owner, path } = raw
      const { argv, env, url, headers } = entry.launch
      const launch = { name: entry.name, place: `${reveal(path)}:${entry.line}`, argv, env, url, headers }
      const guards = guardedName(argv, self)
      const pin = guards === null ? undefined : lock.pins[guards]
      const starts = pin === undefined ? launchKey(argv, url) : launchKey(pin.argv, null)
      return { ...raw, file, launch, guards, key: nameFor({ entry, client: owner.id, guards }), starts }
    }),
  )
}

function judged(
  draft: Draft,
  all: readonly Draft[],
  { home }: DiscoverOptions,
  { lock, now }: DiscoverWorld,
): FoundEntry {
  const { entry, owner, pattern, path, launch, guards, key, file } = draft
  const reports = reportsOn(draft, all, Object.keys(lock.pins))
  const { state, why } = standingOf({ entry, guards, reports, lock, now })
  const namesakes = file.entries.filter((other) => other.entry.name === entry.name).length
  const isAlone = namesakes === 1
  const { argv } = launch
  const next = nextStep({ key, name: entry.name, client: owner.id, path, home, argv, state, reports, guards, isAlone })
  const place = { client: owner.id, clientName: owner.name, scope: pattern.scope, path, line: entry.line }
  return {
    ...place,
    key,
    launch,
    sharedWith: draft.sharedWith,
    state,
    why,
    guards,
    reports,
    next,
    owner,
    pattern,
    entry,
  }
}

const ABOUT = { notLooked: [] }

function reportsOn({ entry, launch, starts }: Draft, all: readonly Draft[], approved: readonly string[]): Report[] {
  const twins = all
    .filter((other) => other.entry.name === entry.name && other.starts !== starts && other.entry.enabled)
    .filter((other) => isForSameProject(other.entry.within, entry.within))
    .map((other) => ({ place: other.launch.place, launch: other.launch.url ?? other.launch.argv.join(' ') }))
  const { autoApprove, tlsOff } = entry
  const members = tlsOff.filter((name) => !Object.hasOwn(launch.env, name))
  const subject: EntrySubject = { entry: launch, autoApprove, tlsOff: members, approved, twins }
  return [
    check(launch, LAUNCH_RULES, { ...ABOUT, subject: 'launch', looked: ['how it is started or reached'] }),
    check(subject, ENTRY_RULES, { ...ABOUT, subject: 'entry', looked: ['what the client does with it'] }),
  ]
}

/** `projects.<path>.mcpServers`: what is kept for one project never meets what is kept for another. */
const isForSameProject = (one: readonly string[], other: readonly string[]): boolean =>
  one[0] !== 'projects' || other[0] !== 'projects' || one[1] === other[1]

function judgedFile(
  { path, mode, settings, client, clientName, scope }: RawFile,
  entries: readonly FoundEntry[],
): FoundFile {
  const findings = entries
    .filter((entry) => entry.path === path)
    .flatMap(({ reports }) => reports.flatMap((one) => one.findings))
  const secrets = findings.filter(({ rule }) => rule === 'secret-in-launch').length
  const subject = { path, mode: process.platform === 'win32' ? null : mode, secrets, settings }
  const report = check(subject, FILE_RULES, {
    ...ABOUT,
    subject: 'file',
    looked: ['who can read it, and what it lets through'],
  })
  return { client, clientName, scope, path, reports: [report] }
}

/** Loaded only when asked for. */
async function runningNow(entries: readonly FoundEntry[], world: DiscoverWorld): Promise<Discovery['running']> {
  return (await import('./discover/running.ts')).running(entries, world)
}
