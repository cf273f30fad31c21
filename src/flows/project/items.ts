// What there is to say about one state of a project: entry by entry, setting by setting, and what could not be read.
import { relative } from 'node:path'
import type { ConfigEntry } from '../../core/clients/entry.ts'
import { canonical } from '../../core/canon/digest.ts'
import type { Digest } from '../../core/model/artifact.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import { reveal } from '../../core/model/untrusted.ts'
import type { Examined } from '../../core/report/outcome.ts'
import { check } from '../../core/rules/check.ts'
import { PROJECT_RULES } from '../../core/rules/project/table.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { aroundEntry, aroundFile, twinOf } from '../look-at/around.ts'
import { launchKey } from '../discover/keys.ts'
import type { RawEntry, RawFile } from '../discover/read-files.ts'
import { judge } from '../judging/judge.ts'
import { type Self, serverOf } from '../protect/launch.ts'
import { approvalOf } from './approval.ts'
import { filesIn, startsElsewhere } from './entry-files.ts'
import type { KnownBad } from './known-bad.ts'
import type { ProjectLock } from './lock.ts'
import type { Side } from './side.ts'

export type Item = {
  /** Names the same thing in both states. */
  readonly key: string
  /** Equal where nothing of it was changed. */
  readonly meaning: string
  /** Null for what starts nothing. */
  readonly entry: LaunchEntry | null
  readonly guards: string | null
  readonly examined: Examined
}

export type ItemsWorld = {
  readonly root: string
  readonly lock: ProjectLock
  readonly known: Pick<KnownBad, 'ask'>
  readonly self: Self
  readonly now: Date
  /** Keys of entries that started through us before the change. */
  readonly guardedBefore: ReadonlySet<string>
}

export async function itemsOf({ read, tree }: Side, world: ItemsWorld): Promise<readonly Item[]> {
  const items: Item[] = []
  const files = read.files.map((file) => ({
    file,
    ones: file.entries.map((raw) => ({ raw, launch: launchOf(raw, world) })),
  }))
  const all = files.flatMap(({ ones }) => ones)
  for (const { file, ones } of files) {
    for (const one of ones) {
      if (one.raw.entry.isClientOwn && one.raw.entry.unjudged.length === 0) continue
      const twins = all.filter(({ raw, launch }) => isTwin(raw, one.raw) && keyOf(launch) !== keyOf(one.launch))
      items.push(
        await entryItem(
          one.raw,
          one.launch,
          twins.map(({ launch }) => launch),
          tree,
          world,
        ),
      )
    }
    items.push(...settingItems(file, world.root))
  }
  for (const [path, missed] of Map.groupBy(read.unlooked, (one) => one.path)) {
    const file = relative(world.root, path)
    const bytes = await tree.read(file)
    const meaning = bytes === null ? '' : sha256(bytes)
    items.push(...missed.map((one) => unreadItem(one, file, meaning)))
  }
  return items
}

function unreadItem({ name, why, line }: Side['read']['unlooked'][number], file: string, meaning: string): Item {
  const report = { subject: 'file', findings: [], unanswered: [{ rule: 'config', why }], looked: [], notLooked: [] }
  const place = line === null ? reveal(file) : `${reveal(file)}:${line}`
  return {
    key: JSON.stringify([file, 'unread', name, why]),
    meaning,
    entry: null,
    guards: null,
    examined: { name: name ?? 'the file', place, reports: [report], isServer: false },
  }
}

async function entryItem(
  { entry, path, project }: RawEntry,
  launch: LaunchEntry,
  twins: readonly LaunchEntry[],
  tree: Side['tree'],
  { root, lock, known, self, now, guardedBefore }: ItemsWorld,
): Promise<Item> {
  const file = relative(root, path)
  const key = JSON.stringify([file, ...entry.within, entry.name])
  const guards = serverOf(launch.argv, self)
  const files = await filesIn(entry.launch, project ?? '', tree)
  const elsewhere = guards === null && files.size === 0 && startsElsewhere(entry.launch, project ?? '') ? ['cwd'] : []
  const unjudged = [...entry.unjudged.map(({ name }) => name), ...elsewhere]
  const approval = approvalOf({ entry: launch, unjudged, guards, lock, files, now })
  const subject = { entry: launch, guards, files: [...files.keys()], approval, wasGuarded: guardedBefore.has(key) }
  const looked = ['what it starts, and the lockfile of the project']
  const approved = Object.keys(lock.lock?.pins ?? {})
  const reports = [
    check(subject, PROJECT_RULES, { subject: 'project', looked, notLooked: [] }),
    ...judge(launch, null, []),
    aroundEntry(launch, entry, twins.map(twinOf), approved),
    known.ask(launch),
  ]
  const examined = { name: entry.name, place: launch.place, in: { file, region: entry.region }, reports }
  return { key, meaning: meaningOf(entry, files), entry: launch, guards, examined }
}

function settingItems({ path, settings }: RawFile, root: string): Item[] {
  const file = relative(root, path)
  return settings.map((setting): Item => {
    const { key, line } = setting
    const place = `${reveal(file)}:${line}`
    const reports = [aroundFile(file, null, [setting], [])]
    const examined = { name: 'the file', place, reports, isServer: false } as const
    return { key: JSON.stringify([file, 'setting', key]), meaning: key, entry: null, guards: null, examined }
  })
}

function launchOf({ entry, path }: RawEntry, { root }: ItemsWorld): LaunchEntry {
  const { argv, env, url, headers } = entry.launch
  return { name: entry.name, place: `${reveal(relative(root, path))}:${entry.line}`, argv, env, url, headers }
}

const keyOf = ({ argv, url }: LaunchEntry): string => launchKey(argv, url)
/** Only what one client may have open together. */
const isTwin = (one: RawEntry, other: RawEntry): boolean =>
  one !== other && one.entry.name === other.entry.name && one.project === other.project

/** All that a client does by it, and the bytes of the project that it starts; not how it is written. */
const meaningOf = (entry: ConfigEntry, files: ReadonlyMap<string, Digest>): string => {
  const { launch, enabled, autoApprove, tlsOff, type, unjudged } = entry
  return canonical({ launch, enabled, autoApprove, tlsOff, type, unjudged, files: [...files.entries()] })
}
