// The entries of all files with the names they are known by here, before anything is judged.
import { pinOf } from '../../core/lock/lockfile.ts'
import type { Report } from '../../core/model/finding.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import { reveal } from '../../core/model/untrusted.ts'
import { check } from '../../core/rules/check.ts'
import { LAUNCH_RULES } from '../../core/rules/index.ts'
import { serverOf } from '../protect/launch.ts'
import type { DiscoverWorld } from './discovery.ts'
import { launchKeyOf, namer, startKey } from './keys.ts'
import type { RawEntry, RawFile } from './read-files.ts'

export type Draft = RawEntry & {
  readonly file: RawFile
  readonly launch: LaunchEntry
  /** The name in `run NAME`; null where it does not start through us. */
  readonly guards: string | null
  readonly key: string
  /** What is started in the end: behind `run NAME`, what was approved. */
  readonly starts: string
  readonly launchReport: Report
}

/** What is kept for one project, in its own folder or below `projects` of a user's file, is started there and never meets what another one has. */
export const projectOf = ({ entry: { within }, project }: Pick<RawEntry, 'entry' | 'project'>): string | null =>
  within[0] === 'projects' ? (within[1] ?? null) : project

export function draftsOf(files: readonly RawFile[], { lock, self }: DiscoverWorld): Draft[] {
  const nameFor = namer(lock)
  return files.flatMap((file) =>
    file.entries.map((raw): Draft => {
      const { entry, owner, path } = raw
      const { argv, env, url, headers } = entry.launch
      const launch = { name: entry.name, place: `${reveal(path)}:${entry.line}`, argv, env, url, headers }
      const guards = serverOf(argv, self)
      const pin = guards === null ? undefined : pinOf(lock, guards)
      const starts = pin === undefined ? startKey(lock, { ...entry.launch, project: projectOf(raw) }) : launchKeyOf(pin)
      const looked = ['how it is started or reached']
      const launchReport = check(launch, LAUNCH_RULES, { subject: 'launch', looked, notLooked: [] })
      const key = nameFor({ entry, client: owner.id, guards, project: projectOf(raw) })
      return { ...raw, file, launch, guards, key, starts, launchReport }
    }),
  )
}
