// The outcome of vetting for a person and for a program: the verdict first, then the evidence, then what nobody has seen.
import type { JsonObject } from '../model/json.ts'
import type { RuleCard } from '../model/rule-card.ts'
import { reveal } from '../model/untrusted.ts'
import type { Verdict, Vetted, VetPart } from '../model/vetting.ts'
import type { Ink } from './ink.ts'
import { findingJson } from './json.ts'
import { bySeverity } from './outcome.ts'
import { targetText } from './text.ts'

const SAYS: Readonly<Record<Verdict, string>> = {
  malicious: 'malicious: there is evidence that it does harm. Do not use it.',
  suspicious: 'suspicious: a person must read the places below before it is used.',
  'no-finding': 'no finding. That is not "safe": see below what was not looked at.',
  incomplete: 'incomplete: nothing was found where we looked, and we could not look everywhere.',
}

export function vetText({ name, place, parts, verdict }: Vetted, cards: readonly RuleCard[], ink: Ink): string {
  const paint = verdict === 'no-finding' ? ink.strong : ink.bad
  const reports = parts.map(({ report }) => report)
  const covered = parts.flatMap(({ coverage }) => coverage.map(({ what, seen, of }) => `${seen} of ${of} ${what}`))
  const looked = covered.length === 0 ? '' : `  ${ink.strong('coverage')}: looked at ${covered.join(', ')}\n`
  return `${targetText({ name, place, reports }, cards, ink)}${looked}${paint(SAYS[verdict])}\n`
}

export function vetJson({ name, place, digest, verdict, parts }: Vetted, cards: readonly RuleCard[]): JsonObject {
  return {
    verdict,
    name: reveal(name),
    place: reveal(place),
    digest,
    parts: parts.map((part) => partJson(part, cards)),
  }
}

const partJson = ({ part, report, coverage }: VetPart, cards: readonly RuleCard[]): JsonObject => ({
  part,
  coverage: coverage.map((one) => ({ ...one })),
  findings: bySeverity(report.findings).map((finding) =>
    findingJson(
      finding,
      cards.find(({ id }) => id === finding.rule),
    ),
  ),
  unanswered: report.unanswered.map(({ rule, why }) => ({ rule: reveal(rule), why: reveal(why) })),
  looked: report.looked.map(reveal),
  notLooked: report.notLooked.map(reveal),
})
