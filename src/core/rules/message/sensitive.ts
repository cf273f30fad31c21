// What rules about secrets and people have in common: they ask for the same stretches of a text, and never show one.
import type { Evidence } from '../../model/finding.ts'
import { excerptAround } from '../../text/excerpt.ts'
import { redact } from '../../text/secret.ts'
import { FORMS } from '../../text/sensitive/find.ts'
import type { Family } from '../../text/sensitive/sensitive.ts'
import type { Field } from '../field.ts'
import type { Rule } from '../rule.ts'
import type { Held, Seek } from '../seek.ts'
import type { MessageSubject } from './subject.ts'

/** What a client passes to a server, or what comes from a server toward the model or its person. */
export type Way = 'passed' | 'answered'

type Question = Pick<Rule<MessageSubject>, 'formats' | 'check'>

export const asksFor = (way: Way, families: readonly Family[]): Question => ({
  formats: FORMS,
  *check({ part, fields }, seek) {
    if ((part === 'argument') === (way === 'passed')) yield* heldBy(fields, families, seek)
  },
})

export function* heldBy(fields: readonly Field[], families: readonly Family[], seek: Seek): Generator<Evidence> {
  for (const field of fields) {
    for (const one of seek.sensitive(field)) if (families.includes(one.family)) yield evidenceOf(field, one)
  }
}

/** The place and the kind, and never the words: the name of a member may be the secret itself. */
const evidenceOf = ({ at, text }: Field, { span, what, note }: Held): Evidence => ({
  at: redact(at).replace(LONG_STEP, '$1…'),
  excerpt: excerptAround(text, span, what),
  span,
  note: note === undefined ? what : `${what}, ${note}`,
})

/** A longer name may be a part of a secret that is not known by its beginning. */
const LONG_STEP = /([^/]{8})[^/]{32,}/g
