// Reports as text for a person: grouped by server and rule, gravest first, with what was not looked at.
import type { Finding, Report, Severity } from '../model/finding.ts'
import type { RuleCard } from '../model/rule-card.ts'
import { quote, reveal, untrusted } from '../model/untrusted.ts'
import { counted } from '../text/counted.ts'
import type { Ink } from './ink.ts'
import { bySeverity, knownIn, lookedAt, notLookedAt, suppressedIn, tally, type Examined } from './outcome.ts'

/** Places of one rule that are listed; the rest is counted. JSON and SARIF hold all of them. */
const LISTED = 8

export function reportText(examined: readonly Examined[], cards: readonly RuleCard[], ink: Ink): string {
  return [...examined.map((target) => targetText(target, cards, ink)), summary(examined, ink)].join('\n')
}

export function targetText({ name, place, reports }: Examined, cards: readonly RuleCard[], ink: Ink): string {
  const findings = bySeverity(reports.flatMap(({ findings }) => findings))
  const lines = [`${ink.strong(quote(untrusted(name)))} ${ink.faint(`(${reveal(place)})`)}`]
  for (const [id, group] of Map.groupBy(findings, ({ rule }) => rule)) {
    lines.push(
      ...ruleLines(
        group,
        cards.find((card) => card.id === id),
        ink,
      ),
    )
  }
  const checks = reports.reduce((sum, { checks = 0 }) => sum + checks, 0)
  const known = bySeverity(knownIn(reports))
  if (findings.length === 0 && checks > 0) {
    lines.push(`  ${ink.good(`${known.length === 0 ? 'no finding' : 'no new finding'} in ${checks} checks`)}`)
  }
  for (const { rule, why } of reports.flatMap(({ unanswered }) => unanswered)) {
    lines.push(`  ${ink.bad('UNANSWERED')} ${reveal(rule)}: ${reveal(why)}`)
  }
  for (const { rule, severity, evidence } of known) {
    lines.push(ink.faint(`  was there before: ${severity} ${rule}: ${quote(evidence.excerpt, 300)}`))
  }
  lines.push(...suppressedLines(reports))
  for (const looked of lookedAt(reports)) lines.push(ink.faint(`  looked at: ${reveal(looked)}`))
  for (const missed of notLookedAt(reports)) lines.push(`  not looked at: ${reveal(missed)}`)
  return `${lines.join('\n')}\n`
}

function ruleLines(group: readonly Finding[], card: RuleCard | undefined, ink: Ink): string[] {
  const { rule, severity, tier } = group[0]!
  const lines = [`  ${inkOf(severity, ink)(severity.toUpperCase().padEnd(8))} ${rule} ${ink.faint(`[${tier}]`)}`]
  if (card !== undefined) lines.push(`    ${card.summary}.`)
  for (const { evidence } of group.slice(0, LISTED)) {
    const note = evidence.note === undefined ? '' : ink.faint(` (${reveal(evidence.note)})`)
    lines.push(`    ${reveal(evidence.at)}: ${quote(evidence.excerpt, 300)}${note}`)
  }
  if (group.length > LISTED) lines.push(`    and ${group.length - LISTED} more places; \`--json\` lists them`)
  if (card !== undefined) lines.push(`    fix: ${card.fix}${namesOf(card, ink)}`)
  return lines
}

const namesOf = ({ references }: RuleCard, ink: Ink): string =>
  references.length === 0 ? '' : ` ${ink.faint(`(${references.join(', ')})`)}`

/** Whatever hides a finding says so here, with its reason and its end. */
export function suppressedLines(reports: readonly Report[]): string[] {
  const groups = Map.groupBy(suppressedIn(reports), ({ finding, reason, until }) =>
    JSON.stringify([finding.rule, reason, until]),
  )
  return [...groups.values()].map((group) => {
    const { finding, reason, until } = group[0]!
    const count = group.length === 1 ? '1 finding' : `${group.length} findings`
    const first = `${reveal(finding.evidence.at)}${group.length === 1 ? '' : ' first'}`
    return `  ${count} suppressed until ${until} because ${quote(untrusted(reason), 300)}: ${finding.rule} at ${first}`
  })
}

const inkOf = (severity: Severity, ink: Ink): ((text: string) => string) => {
  if (severity === 'critical' || severity === 'high') return ink.bad
  return severity === 'medium' ? ink.warn : ink.faint
}

function summary(examined: readonly Examined[], ink: Ink): string {
  const { servers, checks, findings, block, unanswered } = tally(examined)
  const seen =
    findings === 0 ? 'no finding' : `${findings} ${findings === 1 ? 'finding' : 'findings'}, ${block} of them blocking,`
  const open =
    unanswered === 0 ? '' : `; ${ink.bad(`${unanswered} ${unanswered === 1 ? 'question' : 'questions'} unanswered`)}`
  if (checks === 0) return `${ink.strong('nothing could be checked')}${open}\n`
  const aside = suppressedIn(examined.flatMap(({ reports }) => reports)).length
  const before = knownIn(examined.flatMap(({ reports }) => reports)).length
  const hidden = `${before === 0 ? '' : `; ${before} were there before`}${aside === 0 ? '' : `; ${aside} suppressed`}`
  return `${ink.strong(seen)} in ${checks} checks${servers === 0 ? '' : ` of ${counted(servers, 'server')}`}${hidden}${open}\n`
}
