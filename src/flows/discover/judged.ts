// What rules say about each entry and each file, how each entry stands to what was approved, and what to do next.
import { HEEDS_SWITCH } from '../../core/clients/heeds-switch.ts'
import type { Platform } from '../../core/clients/client.ts'
import type { FoundFile } from '../../core/model/discovery.ts'
import type { Report } from '../../core/model/finding.ts'
import { aroundEntry, aroundFile, twinOf } from '../look-at/around.ts'
import type { DiscoverWorld, FoundEntry } from './discovery.ts'
import { type Draft, projectOf } from './drafts.ts'
import { nextStep } from './next-step.ts'
import type { RawFile } from './read-files.ts'
import { standingOf } from './standing.ts'

export function judgeEntries(
  drafts: readonly Draft[],
  home: string,
  { lock, lacking, now }: Pick<DiscoverWorld, 'lock' | 'lacking' | 'now'>,
): FoundEntry[] {
  const namesakes = Map.groupBy(drafts, ({ entry }) => entry.name)
  const approved = Object.keys(lock.pins)
  return drafts.map((draft): FoundEntry => {
    const { entry, owner, pattern, path, launch, guards, key, sharedWith, file, project } = draft
    const others = namesakes.get(entry.name) ?? []
    const reports = [
      draft.launchReport,
      around(
        draft,
        others.filter((other) => !isOff(other)),
        approved,
      ),
    ]
    const standing = standingOf({
      entry,
      client: owner.id,
      isOff: isOff(draft),
      guards,
      project: projectOf(draft),
      reports,
      lock,
      lacking,
      now,
    })
    const { state, why } = standing
    const isAlone = others.filter((other) => other.file === file).length === 1
    const said = {
      key,
      name: entry.name,
      client: owner.id,
      path,
      home,
      argv: launch.argv,
      guards,
      state,
      reports,
      isAlone,
      before: standing.before ?? null,
      lacking: standing.lacking ?? null,
      isWritable: pattern.write !== 'never',
    }
    const place = { client: owner.id, clientName: owner.name, scope: pattern.scope, path, line: entry.line }
    const next = nextStep(said)
    return { ...place, key, launch, sharedWith, state, why, guards, reports, next, owner, pattern, entry, project }
  })
}

/** Whether nobody who reads it starts it. */
const isOff = ({ entry, owner, sharedWith }: Draft): boolean =>
  !entry.enabled && [owner.id, ...sharedWith].every((id) => HEEDS_SWITCH.has(id))

function around(draft: Draft, others: readonly Draft[], approved: readonly string[]): Report {
  const { entry, launch, starts } = draft
  const twins = others
    .filter((other) => other.starts !== starts)
    .filter((other) => mayMeet(projectOf(other), projectOf(draft)))
    .map((other) => twinOf(other.launch))
  return aroundEntry(launch, entry, twins, approved)
}

const mayMeet = (one: string | null, other: string | null): boolean => one === null || other === null || one === other

export function judgeFile(file: RawFile, entries: readonly FoundEntry[], platform: Platform): FoundFile {
  const { path, settings, client, clientName, scope } = file
  const findings = entries
    .filter((entry) => entry.path === path)
    .flatMap(({ reports }) => reports.flatMap((report) => report.findings))
  // Windows has no such bits; what Node says there is made up.
  const report = aroundFile(path, platform === 'win32' ? null : file.mode, settings, findings)
  return { client, clientName, scope, path, reports: [report] }
}
