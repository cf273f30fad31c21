// What came of looking at several targets, counted once for text, JSON, SARIF and the exit code alike.
import type { Region } from '../model/region.ts'
import { isAtLeast, SEVERITIES, type Finding, type Report, type Severity, type Suppressed } from '../model/finding.ts'

/** One thing that was looked at. `name` is a stranger's word; `place` is safe to print. */
export type Examined = {
  readonly name: string
  readonly place: string
  /** Where it stands in a file of a project, by its path there. */
  readonly in?: { readonly file: string; readonly region: Region }
  readonly reports: readonly Report[]
  /** What is said of a file or a project as a whole, or of what could not be read, is of no server. */
  readonly isServer?: false
}

export type Tally = {
  readonly targets: number
  readonly servers: number
  readonly checks: number
  readonly findings: number
  readonly block: number
  readonly unanswered: number
}

export function tally(examined: readonly Examined[]): Tally {
  const reports = examined.flatMap(({ reports }) => reports)
  const findings = reports.flatMap(({ findings }) => findings)
  return {
    targets: examined.length,
    servers: examined.filter(({ isServer }) => isServer !== false).length,
    checks: reports.reduce((sum, { checks = 0 }) => sum + checks, 0),
    findings: findings.length,
    block: findings.filter(({ tier }) => tier === 'block').length,
    unanswered: reports.reduce((sum, { unanswered }) => sum + unanswered.length, 0),
  }
}

/** Most severe first; otherwise in the order in which they were seen. */
export const bySeverity = <One extends { readonly severity: Severity }>(all: readonly One[]): One[] =>
  all.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity))

/** 2 beats 1 beats 0: a question without an answer is never a pass. */
export function exitOf(examined: readonly Examined[], failOn: Severity): 0 | 1 | 2 {
  const { unanswered } = tally(examined)
  if (unanswered > 0) return 2
  const findings = examined.flatMap(({ reports }) => reports).flatMap(({ findings }) => findings)
  return findings.some(({ severity }) => isAtLeast(severity, failOn)) ? 1 : 0
}

/** What was seen and set aside, of all reports. */
export const suppressedIn = (reports: readonly Report[]): Suppressed[] =>
  reports.flatMap(({ suppressed = [] }) => suppressed)

/** What was there before the change that is judged: told, and not counted. */
export const knownIn = (reports: readonly Report[]): Finding[] => reports.flatMap(({ known = [] }) => known)

/** Both eras of a server are looked at alike: what is said of both is said once. */
export const lookedAt = (reports: readonly Report[]): string[] => [...new Set(reports.flatMap(({ looked }) => looked))]
export const notLookedAt = (reports: readonly Report[]): string[] => [
  ...new Set(reports.flatMap(({ notLooked }) => notLooked)),
]
