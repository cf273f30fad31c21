import type { Confidence, Severity, Tier } from './finding.ts'

/** What reports, documents and SARIF say about a rule. */
export type RuleCard = {
  /** Kebab-case; it never changes once published. */
  readonly id: string
  readonly severity: Severity
  readonly confidence: Confidence
  readonly tier: Tier
  readonly summary: string
  readonly fix: string
  /** Ids of public taxonomies. Our own rules name at least one, each from `references.ts`. */
  readonly references: readonly string[]
}
