// What a rule is: a pure question, with its own examples and the public ids that it maps onto.
import type { Confidence, Evidence, Severity, Tier } from '../model/finding.ts'

/** A pure question about one subject. It sees values only: no clock, no disk, no network. */
export type Rule<Subject> = {
  /** Kebab-case; it never changes once published. */
  readonly id: string
  readonly severity: Severity
  readonly confidence: Confidence
  readonly tier: Tier
  readonly summary: string
  readonly fix: string
  /** Ids of public taxonomies, each from `references.ts`; at least one. */
  readonly references: readonly [string, ...string[]]
  /** The rule must fire on each of these… */
  readonly bad: readonly Subject[]
  /** …and stay silent on each of these. */
  readonly good: readonly Subject[]
  readonly check: (subject: Subject) => Iterable<Evidence>
}

/** What reports, documents and SARIF say about a rule. */
export type RuleCard = Omit<Rule<never>, 'bad' | 'good' | 'check'>
