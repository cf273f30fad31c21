import { bound } from '../model/bounds.ts'
import type { Evidence, Finding, Report, Unanswered } from '../model/finding.ts'
import { finderOf, type Finder } from '../text/match/finder.ts'
import type { Rule } from './rule.ts'
import { type Seek, seekBy } from './seek.ts'
import { Unread } from './unread.ts'

export type Looked = Pick<Report, 'subject' | 'looked' | 'notLooked'>

/** All that these rules look for. Made once for a table that is asked often. */
export const finderFor = <Subject>(rules: readonly Rule<Subject>[]): Finder =>
  finderOf(
    [...new Set(rules.flatMap(({ phrases = [] }) => phrases))],
    [...new Set(rules.flatMap(({ formats = [] }) => formats))],
  )

/**
 * Asks every rule that could find anything by the clues that the subject holds. A rule that throws has not looked, and that is never
 * a pass.
 */
export function check<Subject>(
  subject: Subject,
  rules: readonly Rule<Subject>[],
  about: Looked,
  find: Finder = finderFor(rules),
  seek: Seek = seekBy(find),
  clues = EVERY,
): Report {
  const findings: Finding[] = []
  const unanswered: Unanswered[] = []
  for (const rule of rules) {
    if (rule.needs !== undefined && (rule.needs & clues) === 0) continue
    const { id, severity, confidence, tier } = rule
    try {
      const seen = bounded(rule.check(subject, seek))
      findings.push(...seen.map((evidence) => ({ rule: id, severity, confidence, tier, evidence })))
    } catch (cause) {
      unanswered.push({ rule: id, why: whyOf(cause) })
    }
  }
  return { ...about, findings, unanswered, checks: rules.length }
}

/** Nothing is known of what the subject holds: it may hold anything. */
export const EVERY = -1

/** Only the kind of error: its message may hold a stranger's words. */
function whyOf(cause: unknown): string {
  if (cause instanceof Unread) return cause.message
  return `the rule stopped with ${cause instanceof Error ? cause.name : 'an error'}`
}

/** Places up to the bound; the last one then says that there are more. Stopping there also bounds the work. */
function bounded(places: Iterable<Evidence>): Evidence[] {
  const kept: Evidence[] = []
  for (const place of places) {
    const last = kept.at(-1)
    if (last === undefined || kept.length < bound('rule-findings')) {
      kept.push(place)
      continue
    }
    const note = last.note === undefined ? 'and more places' : `${last.note}; and more places`
    return [...kept.slice(0, -1), { ...last, note }]
  }
  return kept
}
