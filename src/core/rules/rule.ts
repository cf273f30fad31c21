// What a rule is: a pure question, with its own examples and the public ids that it maps onto.
import type { Evidence } from '../model/finding.ts'
import type { RuleCard } from '../model/rule-card.ts'
import type { Format } from '../text/match/format.ts'
import type { Phrase } from '../text/match/phrase.ts'
import type { Seek } from './seek.ts'

/** A pure question about one subject. It sees values only: no clock, no disk, no network. */
export type Rule<Subject> = RuleCard & {
  /** The rule must fire on each of these. Made when somebody asks: a program that only judges holds none of them. */
  readonly bad: () => readonly Subject[]
  /** …and stay silent on each of these. */
  readonly good: () => readonly Subject[]
  /** The wordings that it asks `seek` for; a rule that reads no text has none. */
  readonly phrases?: readonly Phrase[]
  /** The forms that it asks `seek` for, in the same way. */
  readonly formats?: readonly Format[]
  /** Bits of what a subject must hold, one of them at least, for the rule to find anything; it is asked anyway where none are named. */
  readonly needs?: number
  readonly check: (subject: Subject, seek: Seek) => Iterable<Evidence>
}
