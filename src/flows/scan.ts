// Looks for risks without trusting anything: in config files, which are only read, and in servers, which are described in a
// sandbox. One target that cannot be looked at hides no other.
import { statSync } from 'node:fs'
import { resolve as resolvePath } from 'node:path'
import { Failure } from '../core/model/failure.ts'
import type { Finding, Report } from '../core/model/finding.ts'
import type { LaunchEntry } from '../core/model/launch.ts'
import type { Lockfile } from '../core/model/pin.ts'
import { quote, reveal, untrusted } from '../core/model/untrusted.ts'
import { isQuarantined, pinOf } from '../core/lock/lockfile.ts'
import type { Examined } from '../core/report/outcome.ts'
import { readConfigFile } from '../io/source/clients/entries.ts'
import { aroundEntry, aroundFile, twinOf } from './look-at/around.ts'
import { entryOfPin } from './approve/entry-for.ts'
import { judge, othersOf, type Other } from './judging/judge.ts'
import type { Look } from '../core/model/look.ts'

export type ScanWorld = {
  readonly cwd: string
  readonly readLock: () => Promise<Lockfile>
  /** Has the exact bytes and takes the catalogue, confined; null: the launch alone is judged. */
  readonly look: ((entry: LaunchEntry, others: readonly Other[]) => Promise<Look>) | null
  /** One line, safe to print. */
  readonly progress: (text: string) => void
}

type Target =
  | { readonly kind: 'config'; readonly path: string }
  | { readonly kind: 'server'; readonly entry: LaunchEntry }

const NOT_STARTED = 'what the server offers and does: entries of a config file are read and not started'
const NOT_DESCRIBED = 'what the server offers: `--no-describe` was given'

/** `words` are targets by name; `command` is what stood behind `--`. Without either, every approved server is looked at. */
export async function scan(
  words: readonly string[],
  command: readonly string[],
  world: ScanWorld,
): Promise<Examined[]> {
  const lock = await world.readLock()
  const all = words.length === 0 && command.length === 0
  const named = all ? Object.keys(lock.pins) : words
  if (all && named.length === 0) throw nothingNamed()
  const examined: Examined[] = []
  for (const word of named) {
    const shown = quote(untrusted(word), 200)
    examined.push(...(await orUnanswered(word, () => examine(targetOf(word, lock, world.cwd), lock, shown, world))))
  }
  if (command.length > 0) {
    const entry = entryOf('command line', command, 'command line')
    examined.push(
      ...(await orUnanswered(entry.name, () => examine({ kind: 'server', entry }, lock, 'the command', world))),
    )
  }
  return examined
}

async function examine(target: Target, lock: Lockfile, shown: string, world: ScanWorld): Promise<Examined[]> {
  if (target.kind === 'config') {
    world.progress(`reading ${shown}`)
    return examineConfig(target.path, lock)
  }
  world.progress(`looking at ${shown}`)
  const { entry } = target
  const others = othersOf(lock, entry.name)
  if (world.look === null) return [examinedAs(entry, withNotLooked(judge(entry, null, others), NOT_DESCRIBED))]
  const { reports } = await world.look(entry, others)
  return [examinedAs(entry, reports)]
}

/** Each entry, with what stands around it; the file itself only where there is something to say about it. */
async function examineConfig(path: string, lock: Lockfile): Promise<Examined[]> {
  const { entries, settings, mode } = await readConfigFile(path)
  const found = entries.map((one) => ({ one, launch: one.kind === 'entry' ? judge(one.entry, null, []) : [] }))
  const examined = found.map(({ one, launch }): Examined => {
    if (one.kind === 'unreadable')
      return { name: one.name, place: one.place, reports: [unanswered(one.why)], isServer: false }
    const twins = found.flatMap(({ one: other }) =>
      other.kind === 'entry' && isTwin(one.entry, other.entry) ? [twinOf(other.entry)] : [],
    )
    const around = aroundEntry(one.entry, one.source, twins, Object.keys(lock.pins))
    return examinedAs(one.entry, [...withNotLooked(launch, NOT_STARTED), around])
  })
  const bits = process.platform === 'win32' ? null : mode
  const file = aroundFile(path, bits, settings, findingsIn(found.flatMap(({ launch }) => launch)))
  const place = reveal(path)
  return file.findings.length === 0
    ? examined
    : [...examined, { name: 'the file', place, reports: [file], isServer: false }]
}

const findingsIn = (reports: readonly Report[]): Finding[] => reports.flatMap(({ findings }) => findings)
const isTwin = (one: LaunchEntry, other: LaunchEntry): boolean =>
  one.name === other.name && (one.argv.join('\0') !== other.argv.join('\0') || one.url !== other.url)

const examinedAs = ({ name, place }: LaunchEntry, reports: readonly Report[]): Examined => ({ name, place, reports })
const withNotLooked = (reports: readonly Report[], what: string): Report[] =>
  reports.map((report, index) => (index === 0 ? { ...report, notLooked: [...report.notLooked, what] } : report))

/** An approved name first, then what lies on disk, then what a registry or PATH may know. */
function targetOf(word: string, lock: Lockfile, cwd: string): Target {
  const pin = pinOf(lock, word)
  if (pin !== undefined) {
    const place = isQuarantined(lock, word) ? 'approved, in quarantine' : 'approved'
    return { kind: 'server', entry: entryOfPin(word, pin, place) }
  }
  if (/^https?:\/\//i.test(word)) {
    return { kind: 'server', entry: { ...entryOf('remote', [], 'the command line'), url: word } }
  }
  if (/^(npm|pypi|oci):/i.test(word)) return { kind: 'server', entry: entryOf(word, [word], 'registry') }
  const path = resolvePath(cwd, word)
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isDirectory() === true) return { kind: 'server', entry: entryOf(word, [path], 'folder') }
  if (found !== undefined) return { kind: 'config', path }
  throw new Failure('target-unknown', `${quote(untrusted(word), 200)} is no approved name, no file and no folder`)
}

const entryOf = (name: string, argv: readonly string[], place: string): LaunchEntry => ({
  name,
  place,
  argv,
  env: {},
  url: null,
  headers: {},
})

/** A failure is the answer for its target alone; anything else is a bug of ours. */
async function orUnanswered(name: string, work: () => Promise<Examined[]>): Promise<Examined[]> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    return [{ name, place: 'not looked at', reports: [unanswered(cause.words)], isServer: false }]
  }
}

const unanswered = (why: string): Report => ({
  subject: 'target',
  findings: [],
  unanswered: [{ rule: 'target', why: reveal(why) }],
  looked: [],
  notLooked: [],
})

const nothingNamed = (): Failure =>
  new Failure('target-unknown', 'nothing is approved yet, so there is nothing to look at without a target', {
    fix: '`sallyport discover` finds the servers of your clients. Name one of its files, a folder, `npm:PACKAGE@VERSION`, `pypi:PACKAGE@VERSION`, `oci:NAME@sha256:DIGEST`, or a command after `--`.',
  })
