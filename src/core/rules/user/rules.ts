// A person's rules as rules: the same findings, bounds and answers as ours, in texts that were read once for all of them.
import { bound } from '../../model/bounds.ts'
import type { Evidence } from '../../model/finding.ts'
import type { Span } from '../../text/span.ts'
import { visible } from '../../text/visible.ts'
import type { CatalogueSubject } from '../catalogue/subject.ts'
import type { Field } from '../field.ts'
import type { MessageSubject } from '../message/subject.ts'
import type { Rule } from '../rule.ts'
import { place } from '../seek.ts'
import type { Place, UserRule } from './rule-file.ts'
import { type Look, lookFor, type Sight } from './sight.ts'

/** A text with the places that it is at. */
export type Placed = { readonly field: Field; readonly places: readonly Place[] }

/** What one subject holds, read when the first rule asks. */
export type UserSubject = { readonly seenBy: (rule: UserRule) => Iterable<Evidence> }

export type UserRules = {
  readonly rules: readonly UserRule[]
  readonly table: readonly Rule<UserSubject>[]
  readonly subject: (texts: readonly Placed[]) => UserSubject
}

/** A text says why not: all of them together are more than can be looked for. */
export function userRules(rules: readonly UserRule[]): UserRules | string {
  const look = lookFor(rules)
  if (typeof look === 'string') return look
  return { rules, table: rules.map(ruleOf), subject: (texts) => subjectOf(texts, look) }
}

function ruleOf(rule: UserRule): Rule<UserSubject> {
  return { ...rule, bad: NONE, good: NONE, check: ({ seenBy }) => seenBy(rule) }
}

/** Its examples are texts and no subjects: they are tried as a person wrote them. */
const NONE = (): readonly UserSubject[] => []

type Seen = { readonly sight: Sight; readonly spanOf: (span: Span) => Span; readonly note?: (span: Span) => string }

function subjectOf(texts: readonly Placed[], look: Look): UserSubject {
  const known = new Map<Field, readonly Seen[]>()
  const seen = (field: Field): readonly Seen[] => {
    let all = known.get(field)
    if (all === undefined) known.set(field, (all = [...readingsOf(field, look)]))
    return all
  }
  return {
    *seenBy(rule) {
      for (const { field, places } of texts) {
        if (rule.where.some((one) => places.includes(one))) yield* evidenceOf(rule, field, seen(field))
      }
    },
  }
}

/** The text itself and what it hides, as far as any condition is there. */
function* readingsOf(field: Field, look: Look): Generator<Seen> {
  const sight = look(field.text)
  if (!sight.isEmpty) yield { sight, spanOf: (span) => span }
  for (const view of field.hidden((text) => !look(text).isEmpty)) {
    const hidden = look(view.text)
    if (hidden.isEmpty) continue
    yield {
      sight: hidden,
      spanOf: ([start, end]) => view.spanOf(start, end),
      note: ([start, end]) =>
        `hidden in ${view.by.join(', in it ')}: ${visible(JSON.stringify(view.text.slice(start, Math.min(end, start + 160))))}`,
    }
  }
}

function* evidenceOf(rule: UserRule, field: Field, readings: readonly Seen[]): Generator<Evidence> {
  const taken: Span[] = []
  for (const { sight, spanOf, note } of readings) {
    if (!fires(rule, sight)) continue
    const telling = rule.any.some(sight.has) ? rule.any.filter(sight.has) : rule.all
    for (const condition of telling) {
      for (const within of sight.spans(condition, bound('rule-findings'))) {
        const span = spanOf(within)
        if (taken.some(([start, end]) => start < span[1] && span[0] < end)) continue
        taken.push(span)
        yield place(field, span, note?.(within))
      }
    }
  }
}

const fires = ({ any, all, none }: UserRule, { has }: Sight): boolean =>
  (any.length === 0 || any.some(has)) && all.every(has) && !none.some(has)

/** Which texts of a catalogue are at which place. */
export const placedInCatalogue = ({ fields }: CatalogueSubject): Placed[] =>
  fields.map((field) => ({ field, places: ['catalogue', ...placesIn(field)] }))

function placesIn({ at, key }: Field): readonly Place[] {
  if (at === '/instructions') return ['instructions']
  if (/^\/tools\/[^/]*\/(?:input|output)Schema(?:\/|$)/.test(at)) return ['schema']
  if (key === 'name' || key === 'title') return ['name']
  return key === 'description' ? ['description'] : []
}

export const placedInMessage = ({ part, fields }: MessageSubject): Placed[] =>
  fields.map((field) => ({ field, places: ['message', part] }))
