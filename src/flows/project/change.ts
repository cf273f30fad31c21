// What a change adds: a thing that it left alone, and of which the same could be said before, is told and does not count.
import type { Finding, Report, Unanswered } from '../../core/model/finding.ts'
import type { Item } from './items.ts'

export const asChange = (now: readonly Item[], before: readonly Item[]): readonly Item[] => {
  const old = Map.groupBy(before, ({ key }) => key)
  return now.map((item) => {
    const same = (old.get(item.key) ?? []).filter(({ meaning }) => meaning === item.meaning)
    const said = same.flatMap(({ examined }) => examined.reports.map((report) => ({ report, place: examined.place })))
    const findings = new Set(said.flatMap(({ report, place }) => report.findings.map((one) => wordsOf(one, place))))
    const unanswered = new Set(said.flatMap(({ report }) => report.unanswered.map(questionOf)))
    const { examined } = item
    const reports = examined.reports.map((report) => split(report, examined.place, findings, unanswered))
    return { ...item, examined: { ...examined, reports } }
  })
}

function split(report: Report, place: string, findings: ReadonlySet<string>, unanswered: ReadonlySet<string>): Report {
  const isKnown = (one: Finding): boolean => findings.has(wordsOf(one, place))
  const wasOpen = (one: Unanswered): boolean => unanswered.has(questionOf(one))
  const still = report.unanswered.filter(wasOpen).map(({ why }) => `as before: ${why}`)
  return {
    ...report,
    findings: report.findings.filter((one) => !isKnown(one)),
    known: report.findings.filter(isKnown),
    unanswered: report.unanswered.filter((one) => !wasOpen(one)),
    notLooked: [...report.notLooked, ...still],
  }
}

/** Lines move; what is said and where in the entry does not. */
const wordsOf = ({ rule, evidence: { at, excerpt, note } }: Finding, place: string): string =>
  JSON.stringify([rule, at.startsWith(place) ? at.slice(place.length) : at, excerpt.untrusted, note])

const questionOf = ({ rule, why }: Unanswered): string => JSON.stringify([rule, why])
