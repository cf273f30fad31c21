// What of a text not everybody should see, as evidence that never shows it.
import type { Evidence } from '../model/finding.ts'
import { excerptAround } from '../text/excerpt.ts'
import { redact } from '../text/secret.ts'
import type { Family } from '../text/sensitive/sensitive.ts'
import type { Field } from './field.ts'
import type { Held, Seek } from './seek.ts'

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
