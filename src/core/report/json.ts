// Reports as JSON for programs. The shape only grows within a version; hidden characters are written as visible escapes.
import type { Finding, Report } from '../model/finding.ts'
import type { JsonObject } from '../model/json.ts'
import type { RuleCard } from '../model/rule-card.ts'
import { reveal } from '../model/untrusted.ts'
import { bySeverity, knownIn, lookedAt, notLookedAt, suppressedIn, tally, type Examined } from './outcome.ts'

const SCAN_SCHEMA = 'sallyport/scan@1'

export function reportJson(examined: readonly Examined[], cards: readonly RuleCard[]): JsonObject {
  return {
    schema: SCAN_SCHEMA,
    summary: { ...tally(examined) },
    targets: examined.map(({ name, place, in: found, reports }) => ({
      name: reveal(name),
      place: reveal(place),
      ...(found === undefined ? {} : { file: reveal(found.file), region: { ...found.region } }),
      findings: bySeverity(reports.flatMap(({ findings }) => findings)).map((finding) =>
        findingJson(
          finding,
          cards.find(({ id }) => id === finding.rule),
        ),
      ),
      unanswered: reports
        .flatMap(({ unanswered }) => unanswered)
        .map(({ rule, why }) => ({ rule: reveal(rule), why: reveal(why) })),
      ...knownJson(reports, cards),
      ...suppressedJson(reports, cards),
      looked: lookedAt(reports).map(reveal),
      notLooked: notLookedAt(reports).map(reveal),
    })),
  }
}

/** Absent where no change is looked at. */
function knownJson(reports: readonly Report[], cards: readonly RuleCard[]): JsonObject {
  if (reports.every(({ known }) => known === undefined)) return {}
  const cardOf = ({ rule }: Finding): RuleCard | undefined => cards.find(({ id }) => id === rule)
  return { known: bySeverity(knownIn(reports)).map((finding) => findingJson(finding, cardOf(finding))) }
}

/** Absent where nothing was set aside. */
function suppressedJson(reports: readonly Report[], cards: readonly RuleCard[]): JsonObject {
  const suppressed = suppressedIn(reports).map(({ finding, reason, until }) => ({
    ...findingJson(
      finding,
      cards.find(({ id }) => id === finding.rule),
    ),
    reason: reveal(reason),
    until,
  }))
  return suppressed.length === 0 ? {} : { suppressed }
}

export function findingJson(finding: Finding, card: RuleCard | undefined): JsonObject {
  const { rule, severity, confidence, tier, evidence } = finding
  return {
    rule,
    severity,
    confidence,
    tier,
    summary: card?.summary ?? '',
    fix: card?.fix ?? '',
    references: card?.references ?? [],
    at: reveal(evidence.at),
    excerpt: reveal(evidence.excerpt.untrusted),
    ...(evidence.span === undefined ? {} : { span: evidence.span }),
    ...(evidence.note === undefined ? {} : { note: reveal(evidence.note) }),
  }
}
