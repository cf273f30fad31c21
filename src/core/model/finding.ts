import type { Untrusted } from './untrusted.ts'

export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const
/** How bad it is if true. */
export type Severity = (typeof SEVERITIES)[number]
/** How sure the rule is. */
export type Confidence = 'low' | 'medium' | 'high'
/** `block` has no honest reading; `review` needs a person or a stricter policy. */
export type Tier = 'block' | 'review'

/**
 * Where a rule looked and the words it saw there. `at` is a JSON pointer or a file place, already safe to print.
 * `span` is the half-open range of UTF-16 units in the original text at that place.
 */
export type Evidence = {
  readonly at: string
  readonly excerpt: Untrusted
  readonly span?: readonly [start: number, end: number]
  readonly note?: string
}

/** What a rule saw. Data, not an error: a finding means that the check worked. */
export type Finding = {
  readonly rule: string
  readonly severity: Severity
  readonly confidence: Confidence
  readonly tier: Tier
  readonly evidence: Evidence
}

export const isAtLeast = (severity: Severity, floor: Severity): boolean =>
  SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(floor)

/** A finding that a person set aside, with the reason and the last day, in UTC, on which that holds. */
export type Suppressed = { readonly finding: Finding; readonly reason: string; readonly until: string }

/** A question that could not be answered. It is never a pass. The words are ours. */
export type Unanswered = { readonly rule: string; readonly why: string }

/** The answer of a check. No findings is good news only when nothing is unanswered. */
export type Report = {
  readonly subject: string
  readonly findings: readonly Finding[]
  readonly unanswered: readonly Unanswered[]
  /** What was seen and does not count now; absent where there is none. */
  readonly suppressed?: readonly Suppressed[]
  /** What was there before the change that is looked at, and does not count; absent where no change is looked at. */
  readonly known?: readonly Finding[]
  /** How many questions were asked; absent where the report is not of rules. */
  readonly checks?: number
  readonly looked: readonly string[]
  readonly notLooked: readonly string[]
}
