// What one client file would look like with us in front of its servers. Nothing is written here.
import type { FilePattern } from '../../core/clients/client.ts'
import type { ConfigEntry, Unreadable } from '../../core/clients/entry.ts'
import { readConfig } from '../../core/clients/read.ts'
import { rewriteAddress } from '../../core/clients/rewrite-address.ts'
import { restoreEntry, rewriteEntry, type NewLaunch, type Restored } from '../../core/clients/rewrite.ts'
import { readRemote } from '../../core/text/server-address.ts'
import type { JournalEntry, JournalRecord } from '../../io/store/journal.ts'
import {
  isLoosened,
  launchOf,
  loosening,
  type Loosening,
  portableLaunch,
  serverOf,
  suspendedLaunch,
  wordsOf,
  type Self,
} from './launch.ts'
import { namesTwo } from '../../core/clients/beside.ts'
import { projectOf } from '../discover/drafts.ts'
import type { Names } from './names.ts'

export type FileToPlan = {
  readonly path: string
  readonly client: string
  readonly project: string | null
  readonly pattern: Pick<FilePattern, 'format' | 'shapes' | 'scope' | 'write'>
  readonly text: string
  readonly record: JournalRecord | null
}

export type PlanOptions = {
  readonly self: Self
  readonly names: Names
  /** The person named this very file: it may be one that others share. */
  readonly isNamed: boolean
  readonly isPortable: boolean
  /** An entry that would change Sallyport itself is made to start nothing, instead of being left for a person to see. */
  readonly suspends: boolean
  /** Entries that are to be left out of it, as they are. */
  readonly isWanted?: (entry: ConfigEntry) => boolean
}

export type Reason = 'url' | 'client-own' | 'shared' | 'managed' | 'loosens' | 'cannot'
/** `why` is our own words and safe to print; names are not. */
export type Skipped = { readonly name: string; readonly line: number; readonly reason: Reason; readonly why: string }
export type Planned = JournalEntry & {
  readonly line: number
  readonly env: Readonly<Record<string, string>>
  readonly isSuspended: boolean
}

export type FilePlan = {
  readonly text: string
  /** What is to be rewritten now. */
  readonly changes: readonly Planned[]
  /** What starts us already, by NAME. */
  readonly ours: readonly { readonly name: string; readonly server: string }[]
  readonly skipped: readonly Skipped[]
  readonly unreadable: readonly Unreadable[]
  /** What the journal has to hold once the changes are in place. */
  readonly entries: readonly JournalEntry[]
}

export function planFile(file: FileToPlan, options: PlanOptions): FilePlan {
  const read = readConfig(file.text, file.pattern)
  const known = new Map((file.record?.entries ?? []).map((entry) => [idOf(entry), entry]))
  const changes: Planned[] = []
  const ours: FilePlan['ours'][number][] = []
  const skipped: Skipped[] = []
  const entries: JournalEntry[] = []
  let { text } = file
  for (const entry of read.entries) {
    const old = known.get(idOf(entry))
    const isOld = old !== undefined && isWritten(entry, old)
    const server = isOld ? old.server : serverOf(entry.launch.argv, options.self)
    if (server !== null && !namesTwo(entry) && isCurrent(entry, server, options)) {
      ours.push({ name: entry.name, server })
      if (isOld) entries.push(old)
      continue
    }
    if (options.isWanted?.(entry) === false) {
      if (isOld) entries.push(old)
      continue
    }
    const isOurs = isOld || (old !== undefined && saysMore(entry, old))
    const reason = isOurs && !isOld ? moreWords(old) : reasonToSkip(entry, file, options)
    if (reason !== null) {
      skipped.push({ name: entry.name, line: entry.line, ...reason })
      if (isOurs) entries.push(old)
      continue
    }
    const done = isOld ? renew(text, file, entry, old, options) : replace(text, file, entry, options)
    if (typeof done === 'string') {
      skipped.push({ name: entry.name, line: entry.line, reason: 'cannot', why: done })
      if (isOld) entries.push(old)
      continue
    }
    text = done.text
    changes.push(done.change)
    const { line: _line, env: _env, isSuspended: _isSuspended, ...kept } = done.change
    entries.push(kept)
  }
  return { text, changes, ours, skipped, unreadable: read.unreadable, entries }
}

/** The text of a file without us in it, as far as the record knows. */
export function withoutUs(
  text: string,
  { entries, ...pattern }: Pick<JournalRecord, 'entries' | 'format' | 'shapes'>,
): string {
  return entries.reduce((text, entry) => {
    const restored = giveBack(text, pattern, entry)
    return restored.kind === 'restored' ? restored.text : text
  }, text)
}

/** An entry's own words, whichever of ours stand in their place. */
export function giveBack(text: string, pattern: Pick<FilePattern, 'format' | 'shapes'>, entry: JournalEntry): Restored {
  const restored = restoreEntry(text, pattern, entry, entry.original)
  if (restored.kind !== 'foreign' || entry.formerly === undefined) return restored
  return restoreEntry(text, pattern, entry, entry.formerly)
}

export const idOf = ({ within, name }: Pick<ConfigEntry, 'within' | 'name'>): string => JSON.stringify([within, name])

const says = ({ launch }: ConfigEntry, written: NewLaunch): boolean =>
  launch.argv.join('\0') === wordsOf(written).join('\0')

const isWritten = (entry: ConfigEntry, { original, formerly }: JournalEntry): boolean =>
  [original, formerly].some((one) => one !== undefined && says(entry, one.written))

/** Somebody wrote more behind our words, such as a grant. */
const saysMore = ({ launch }: ConfigEntry, { original, formerly }: JournalEntry): boolean =>
  [original, formerly].some(
    (one) => one !== undefined && wordsOf(one.written).every((word, index) => word === launch.argv[index]),
  )

const moreWords = ({ server }: JournalEntry): Pick<Skipped, 'reason' | 'why'> => ({
  reason: 'cannot',
  why: `more words stand behind \`run ${server}\`, which then refuses: take them out; grants are given with \`sallyport approve ${server}\``,
})

/** A path of an older Node or of an older place of ours is renewed. */
function isCurrent(entry: ConfigEntry, server: string, { self }: PlanOptions): boolean {
  const { launch } = entry
  const isByPath = launch.argv[0] === portableLaunch(server).command
  if (isLoosened(loosening(entry, isByPath))) return launch.argv[0] === suspendedLaunch(server).command
  const words = launch.argv.join('\0')
  return [launchOf(server, self), portableLaunch(server)].some((launch) => wordsOf(launch).join('\0') === words)
}

const WHOSE: Readonly<Record<FilePattern['scope'], string>> = {
  managed: 'this file is an administrator’s',
  system: 'this file is an administrator’s',
  plugin: 'this file is a plugin’s, which writes it anew with its next version',
  project: 'its servers start elsewhere, where this Sallyport is not',
  user: 'this file is not written',
}

function reasonToSkip(
  entry: ConfigEntry,
  { pattern }: FileToPlan,
  { isNamed, isPortable, suspends }: PlanOptions,
): Pick<Skipped, 'reason' | 'why'> | null {
  const { launch, isClientOwn } = entry
  if (pattern.write === 'never') return { reason: 'managed', why: WHOSE[pattern.scope] }
  if (isClientOwn) return { reason: 'client-own', why: 'the client brings it along and starts it itself' }
  if (launch.argv.length === 0) {
    const read = readRemote(launch.url ?? '')
    if ('why' in read) return { reason: 'url', why: `its address ${read.why}` }
    // Behind us it could never be reached. Whoever stays on guard stops it all the same.
    if (/^sse$/i.test(entry.type ?? '') && !suspends) return { reason: 'url', why: OLD_TRANSPORT }
  }
  if (namesTwo(entry)) return { reason: 'cannot', why: 'it names more than one thing to start or reach' }
  const loose = loosening(entry, isPortable)
  if (isLoosened(loose) && !suspends) return { reason: 'loosens', why: loosensWhy(loose) }
  if (pattern.write === 'named' && !isNamed) {
    return { reason: 'shared', why: 'others share this file: name it with `--file`, and add `--portable`' }
  }
  return null
}

const OLD_TRANSPORT =
  'it speaks HTTP+SSE, which Sallyport does not: ask its vendor for the address of its Streamable HTTP, and write that'

const loosensWhy = ({ variables, files }: Loosening): string =>
  variables.length > 0
    ? `${variables.join(', ')} in its env would change Sallyport itself: take that out first`
    : `the variables that its ${files.join(', ')} brings could change Sallyport itself: take that out first, and name them in its env or at its approval (\`--env NAME\`)`

type Done = { readonly text: string; readonly change: Planned }

function replace(text: string, file: FileToPlan, entry: ConfigEntry, options: PlanOptions): Done | string {
  const { argv, env } = entry.launch
  const started = { ...entry.launch, project: projectOf({ entry, project: file.project }) }
  const server = options.names.nameFor({ name: entry.name, started, client: file.client })
  const launch = newLaunch(server, entry, options)
  const done = (argv.length === 0 ? rewriteAddress : rewriteEntry)(text, file.pattern, entry, launch)
  if (done.kind === 'cannot') return done.why
  return { text: done.text, change: { ...entryOf(entry, server, argv, done.original), ...seen(entry, launch, env) } }
}

/** What stood there first stays what is given back. */
function renew(
  text: string,
  file: FileToPlan,
  entry: ConfigEntry,
  old: JournalEntry,
  options: PlanOptions,
): Done | string {
  const restored = giveBack(text, file.pattern, old)
  if (restored.kind !== 'restored') return 'its words before us could not be put back'
  const launch = newLaunch(old.server, entry, options)
  const done = (old.url === undefined ? rewriteEntry : rewriteAddress)(restored.text, file.pattern, entry, launch)
  if (done.kind === 'cannot') return done.why
  const formerly = [old.original, old.formerly].find((one) => one !== undefined && says(entry, one.written))
  const change = {
    ...entryOf(entry, old.server, old.argv, done.original),
    ...(old.url !== undefined && { url: old.url }),
    ...(formerly && { formerly }),
    ...seen(entry, launch, entry.launch.env),
  }
  return { text: done.text, change }
}

function newLaunch(server: string, entry: ConfigEntry, { self, isPortable }: PlanOptions): NewLaunch {
  if (isLoosened(loosening(entry, isPortable))) return suspendedLaunch(server)
  return isPortable ? portableLaunch(server) : launchOf(server, self)
}

const entryOf = (
  { within, name, launch }: ConfigEntry,
  server: string,
  argv: readonly string[],
  original: JournalEntry['original'],
): JournalEntry => ({
  within,
  name,
  server,
  original,
  argv,
  ...(argv.length === 0 && launch.url !== null && { url: launch.url }),
  envNames: Object.keys(launch.env),
})

const seen = (
  { line }: ConfigEntry,
  launch: NewLaunch,
  env: Planned['env'],
): Pick<Planned, 'line' | 'env' | 'isSuspended'> => ({
  line,
  env,
  isSuspended: launch.command === suspendedLaunch('').command,
})
