// What a message holds that a rule could find anything in, found once for all rules: most messages hold nothing of the kind, and
// rules that could only come back with nothing are not asked (`needs` of a rule; `clues.test.ts` compares with asking all).
import type { Purpose } from '../argument/purpose.ts'
import { BARE } from '../argument/judged.ts'
import { EVERY } from '../check.ts'
import type { Seek } from '../seek.ts'
import { questionsIn } from './questions.ts'
import type { MessageSubject } from './subject.ts'

/** Bits above those of argument/marks.ts, which stand for the signs in values that are only values. */
const ABOVE_MARKS = 11
const PURPOSES: readonly Purpose[] = [
  ...(['sql', 'shell', 'code', 'query', 'prose'] as const),
  ...(['path', 'address', 'pattern', 'template', 'plain'] as const),
]
const BITS: ReadonlyMap<Purpose, number> = new Map(PURPOSES.map((one, at) => [one, 1 << (ABOVE_MARKS + at)]))

const ABOVE_PURPOSES = ABOVE_MARKS + PURPOSES.length
/** A word of some wording that is looked for, open or hidden. */
export const WORDS = 1 << ABOVE_PURPOSES
/** Something that not everybody should see. */
export const HELD = 1 << (ABOVE_PURPOSES + 1)
/** What stands behind a scheme, in any text. */
export const LINK = 1 << (ABOVE_PURPOSES + 2)
/** A text that was not read to its end. */
export const UNREAD = 1 << (ABOVE_PURPOSES + 3)
export const MEDIA = 1 << (ABOVE_PURPOSES + 4)
export const QUESTION = 1 << (ABOVE_PURPOSES + 5)

/** Values of any of these kinds. */
export const valuesFor = (...purposes: readonly Purpose[]): number =>
  purposes.reduce((bits, one) => bits | BITS.get(one)!, 0)

/** All of them where that breaks: then each rule breaks for itself, and says so. */
export function cluesIn(subject: MessageSubject, seek: Seek): number {
  try {
    return cluesOfTexts(subject, seek) | cluesOfValues(subject) | cluesOfBody(subject)
  } catch {
    return EVERY
  }
}

function cluesOfTexts({ fields }: MessageSubject, seek: Seek): number {
  let clues = 0
  for (const field of fields) {
    if (seek.isNear(field)) clues |= WORDS
    if (seek.sensitive(field).length > 0) clues |= HELD
    if (field.text.includes('://')) clues |= LINK
    if (!field.isWhole) clues |= UNREAD
  }
  return clues
}

function cluesOfValues({ values }: MessageSubject): number {
  let clues = 0
  for (const value of values) {
    clues |= BITS.get(value.purpose)!
    if (BARE.has(value.purpose)) clues |= value.marks
  }
  return clues
}

function cluesOfBody({ part, body, media }: MessageSubject): number {
  const isAsking = questionsIn(part, body).next().done !== true
  return (media.length > 0 ? MEDIA : 0) | (isAsking ? QUESTION : 0)
}
