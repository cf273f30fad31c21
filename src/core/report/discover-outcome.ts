// What discovering came to, counted once for text, JSON and the exit code alike.
import type { FoundFile, FoundProcess, FoundServer, Running, ServerState, Unlooked } from '../model/discovery.ts'
import { isAtLeast, type Finding, type Severity } from '../model/finding.ts'
import { bySeverity } from './outcome.ts'

export type Discovered = {
  readonly entries: readonly FoundServer[]
  readonly files: readonly FoundFile[]
  readonly unlooked: readonly Unlooked[]
  readonly places: number
  readonly running: Running | null
}

/** The place and why; may hold a stranger's words. */
export const unlookedText = ({ path, line, why }: Unlooked): string =>
  `${path}${line === null ? '' : `:${line}`}: ${why}`

type Judged = Pick<FoundServer | FoundFile | FoundProcess, 'reports'>

/** Gravest first. */
export const findingsOf = ({ reports }: Judged): Finding[] => bySeverity(reports.flatMap(({ findings }) => findings))

const judgedOf = ({ entries, files, running }: Discovered): Judged[] => [
  ...entries,
  ...files,
  ...(running?.processes ?? []),
]

export const allFindings = (found: Discovered): Finding[] =>
  findingsOf({ reports: judgedOf(found).flatMap(({ reports }) => reports) })

/** Rules that stopped: what they ask stays open. */
export const unansweredIn = (found: Discovered): number =>
  judgedOf(found).reduce(
    (sum, { reports }) => sum + reports.reduce((all, { unanswered }) => all + unanswered.length, 0),
    0,
  )

/** One server in several places is one server. */
export const serversIn = ({ entries }: Discovered): number => new Set(entries.map(({ key }) => key)).size

export function statesIn({ entries }: Discovered): Partial<Record<ServerState, number>> {
  const counts: Partial<Record<ServerState, number>> = {}
  for (const { state } of entries) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

/** In these a server is as a person approved it, or is not ours to start. */
const WELL: readonly ServerState[] = ['approved', 'disabled', 'built-in']

/** 2: not everything could be looked at. 1, with `check` alone: something unknown or unprotected, or a grave finding. */
export function exitOfDiscover(found: Discovered, check: boolean, failOn: Severity): 0 | 1 | 2 {
  if (found.unlooked.length > 0 || unansweredIn(found) > 0 || found.running?.isWhole === false) return 2
  if (!check) return 0
  const isWell =
    found.entries.every(({ state }) => WELL.includes(state)) &&
    !allFindings(found).some(({ severity }) => isAtLeast(severity, failOn))
  return isWell ? 0 : 1
}
