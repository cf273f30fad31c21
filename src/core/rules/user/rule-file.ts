// What a file of a person's own rules holds: rules that only add findings, and findings of ours that are not to be shown.
import type { RuleCard } from '../../model/rule-card.ts'

/** What of a catalogue or of a message a rule reads. `catalogue` and `message` are all of theirs. */
export const PLACES = [
  'catalogue',
  'name',
  'description',
  'schema',
  'instructions',
  'message',
  'argument',
  'result',
  'error',
  'resource',
  'prompt',
  'question',
  'note',
] as const
export type Place = (typeof PLACES)[number]

/** A pattern of RE2 sees a text as it stands; words are found in any spelling. Both also see what a text hides. */
export type Condition = { readonly pattern: string } | { readonly words: string }

export type UserRule = RuleCard & {
  /** Where it was read; safe to print. */
  readonly file: string
  readonly where: readonly Place[]
  /** One of `any` where there is one, each of `all`, none of `none`: in one and the same text. */
  readonly any: readonly Condition[]
  readonly all: readonly Condition[]
  readonly none: readonly Condition[]
  readonly bad: readonly string[]
  readonly good: readonly string[]
}

/** Findings of one rule in one server that a person looked at and does not want to see again before a day. */
export type Suppression = {
  readonly rule: string
  readonly server: string
  /** The tool, prompt or template; `*` is all of the server. */
  readonly item: string
  readonly reason: string
  /** The last day on which it holds, in UTC: `2027-03-01`. */
  readonly until: string
  readonly file: string
}

export type RuleFile = { readonly rules: readonly UserRule[]; readonly suppressions: readonly Suppression[] }

/** Why a file cannot be read, in our words, and where that stands. */
export type FileFault = {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly why: string
  readonly fix: string
}

/** What a file may not change: the rules that are there, and what the person's settings allow. */
export type Surroundings = {
  /** The rules whose findings may be suppressed. */
  readonly reviewed: ReadonlySet<string>
  /** All other rules that exist: no file may use their ids, and none of their findings is ever suppressed. */
  readonly fixed: ReadonlySet<string>
  readonly mayBlock: boolean
}
