// What rules say about each entry and each file, how each entry stands to what was approved, and what to do next.
import type { Platform } from '../../core/clients/client.ts'
import type { FoundFile } from '../../core/model/discovery.ts'
import type { Report } from '../../core/model/finding.ts'
import { urlOf, wordsOf } from '../../core/report/shown-launch.ts'
import { check } from '../../core/rules/check.ts'
import { ENTRY_RULES, FILE_RULES } from '../../core/rules/index.ts'
import type { DiscoverWorld, FoundEntry } from './discovery.ts'
import type { Draft } from './drafts.ts'
import { nextStep } from './next-step.ts'
import type { RawFile } from './read-files.ts'
import { standingOf } from './standing.ts'

export function judgeEntries(
  drafts: readonly Draft[],
  home: string,
  { lock, now }: Pick<DiscoverWorld, 'lock' | 'now'>,
): FoundEntry[] {
  const namesakes = Map.groupBy(drafts, ({ entry }) => entry.name)
  const approved = Object.keys(lock.pins)
  return drafts.map((draft): FoundEntry => {
    const { entry, owner, pattern, path, launch, guards, key, sharedWith, file } = draft
    const others = namesakes.get(entry.name) ?? []
    const reports = [draft.launchReport, aroundIt(draft, others, approved)]
    const { state, why } = standingOf({ entry, guards, reports, lock, now })
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
      isWritable: pattern.write !== 'never',
    }
    const place = { client: owner.id, clientName: owner.name, scope: pattern.scope, path, line: entry.line }
    const next = nextStep(said)
    return { ...place, key, launch, sharedWith, state, why, guards, reports, next, owner, pattern, entry }
  })
}

/** More namesakes than a person reads; the rule says that there are some. */
const MOST_TWINS = 20

function aroundIt({ entry, launch, starts }: Draft, others: readonly Draft[], approved: readonly string[]): Report {
  const twins = others
    .filter(
      (other) => other.starts !== starts && other.entry.enabled && isForSameProject(other.entry.within, entry.within),
    )
    .slice(0, MOST_TWINS)
    .map((other) => ({ place: other.launch.place, launch: shown(other) }))
  const { autoApprove } = entry
  // Variables that switch it off are a matter of the launch, and found there.
  const tlsOff = entry.tlsOff.filter((name) => !Object.hasOwn(launch.env, name))
  const looked = ['what the client does with it, and what else has its name']
  return check({ entry: launch, autoApprove, tlsOff, approved, twins }, ENTRY_RULES, {
    subject: 'entry',
    looked,
    notLooked: [],
  })
}

const shown = ({ launch, launchReport: { findings } }: Draft): string =>
  urlOf(launch, findings) ?? wordsOf(launch, findings).join(' ')

/** `projects.<path>.mcpServers`: what is kept for one project never meets what is kept for another. */
const isForSameProject = (one: readonly string[], other: readonly string[]): boolean =>
  one[0] !== 'projects' || other[0] !== 'projects' || one[1] === other[1]

export function judgeFile(file: RawFile, entries: readonly FoundEntry[], platform: Platform): FoundFile {
  const { path, settings, client, clientName, scope } = file
  const findings = entries
    .filter((entry) => entry.path === path)
    .flatMap(({ reports }) => reports.flatMap((report) => report.findings))
  const secrets = findings.filter(({ rule }) => rule === 'secret-in-launch').length
  // Windows has no such bits; what Node says there is made up.
  const mode = platform === 'win32' ? null : file.mode
  const looked = ['who can read it, and what it lets through']
  const report = check({ path, mode, secrets, settings }, FILE_RULES, { subject: 'file', looked, notLooked: [] })
  return { client, clientName, scope, path, reports: [report] }
}
