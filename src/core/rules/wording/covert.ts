// Orders to take something private that also hide or force themselves: there is no honest reading of both together.
import type { Evidence } from '../../model/finding.ts'
import { findComments } from '../../text/html-comment.ts'
import type { Phrase } from '../../text/match/phrase.ts'
import type { Field } from '../field.ts'
import { type Match, place, type Seek } from '../seek.ts'
import { LEAVES } from './leaves.ts'
import { OVERRIDE } from './override.ts'
import { ROLES } from './roles.ts'
import { SECRECY } from './secrecy.ts'
import { SECRET_FILE } from './secret-file.ts'

export const COVERT: readonly Phrase[] = [...SECRET_FILE, ...LEAVES, ...SECRECY, ...OVERRIDE, ...ROLES]

export function* covertOrders(field: Field, seek: Seek): Generator<Evidence> {
  const first = (phrases: readonly Phrase[]): Match | undefined => firstOf(seek, field, phrases)
  const takes = first(SECRET_FILE) ?? first(LEAVES)
  if (takes === undefined) return
  const hides = first(SECRECY) ?? first(OVERRIDE) ?? wrapped(field, takes, first(ROLES))
  if (hides === undefined) return
  const span = [Math.min(takes.span[0], hides.span[0]), Math.max(takes.span[1], hides.span[1])] as const
  yield place(field, span, takes.note ?? hides.note)
}

function firstOf(seek: Seek, field: Field, phrases: readonly Phrase[]): Match | undefined {
  for (const match of seek.matches(field, phrases)) return match
  return undefined
}

/** Inside a comment, or behind a mark of a false system message. */
function wrapped(field: Field, { span: [start, end] }: Match, mark: Match | undefined): Match | undefined {
  const comment = findComments(field.text).find(([from, to]) => from <= start && end <= to)
  if (comment !== undefined) return { span: comment, words: '' }
  return mark !== undefined && mark.span[0] <= start ? mark : undefined
}
