// Orders to take something private that also hide or force themselves: there is no honest reading of both together.
import { findComments } from '../../text/html-comment.ts'
import type { Phrase } from '../../text/match/phrase.ts'
import type { Field } from '../field.ts'
import type { Match, Seek } from '../seek.ts'
import { HANDS_OVER, LEAVES, STEALS } from './leaves.ts'
import { OVERRIDE } from './override.ts'
import { ROLES } from './roles.ts'
import { SECRECY } from './secrecy.ts'
import { SECRET_FILE } from './secret-file.ts'

export const COVERT: readonly Phrase[] = [
  ...[...SECRET_FILE, ...LEAVES, ...HANDS_OVER],
  ...[...STEALS, ...SECRECY, ...OVERRIDE, ...ROLES],
]

/** Characters between what is taken and what hides it. */
const NEAR = 600

/** The first of them; all of its words are in the span. */
export function covertOrder(field: Field, seek: Seek): Match | null {
  const files = [...seek.matches(field, SECRET_FILE)]
  const takes = [...files, ...seek.matches(field, [...LEAVES, ...HANDS_OVER])]
  if (takes.length === 0) return null
  const hides = [...seek.matches(field, [...SECRECY, ...OVERRIDE]), ...unseenIn(field)]
  const marks = [...seek.matches(field, ROLES)]
  const steals = [...seek.matches(field, STEALS)]
  for (const taken of takes) {
    const hidden =
      hides.find((one) => isNear(one, taken)) ??
      wrapped(field, taken, marks) ??
      (files.includes(taken) ? steals.find((one) => isNear(one, taken)) : undefined)
    if (hidden !== undefined) return joined(taken, hidden)
  }
  return null
}

/** In a text that also holds characters nobody sees. */
const unseenIn = ({ unseen }: Field): Match[] => unseen.map(({ span }) => ({ span, words: '' }))

/** Inside a comment, or behind a mark of a false system message. */
function wrapped(field: Field, { span: [start, end] }: Match, marks: readonly Match[]): Match | undefined {
  const comment = findComments(field.text).find(([from, to]) => from <= start && end <= to)
  if (comment !== undefined) return { span: comment, words: '' }
  return marks.find(({ span: [from] }) => from <= start && start - from <= NEAR)
}

const isNear = ({ span: [a, b] }: Match, { span: [c, d] }: Match): boolean => a - d <= NEAR && c - b <= NEAR

function joined(one: Match, other: Match): Match {
  const span = [Math.min(one.span[0], other.span[0]), Math.max(one.span[1], other.span[1])] as const
  const note = one.note ?? other.note
  return { span, words: one.words, ...(note === undefined ? {} : { note }) }
}
