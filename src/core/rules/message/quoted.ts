// Words that somebody quotes: "phrases such as 'ignore all previous instructions'". A report on attacks is no attack.
import type { Evidence } from '../../model/finding.ts'
import type { Phrase } from '../../text/match/phrase.ts'
import type { Field } from '../field.ts'
import { type Match, place, type Seek } from '../seek.ts'

const MARKS: Readonly<Record<string, string>> = {
  "'": "'",
  '"': '"',
  '`': '`',
  '“': '”',
  '‘': '’',
  '«': '»',
  '「': '」',
}
/** How far from its words a quotation may begin and end. */
const BEFORE = 40
const AFTER = 160

/**
 * In the middle of a sentence, between marks of quotation. A value of JSON stands behind a colon, a comma or a bracket: that is
 * no quotation.
 */
export function isQuoted({ text }: Field, { span: [start, end], note }: Match): boolean {
  if (note !== undefined) return false
  const opening = openingBefore(text, start)
  if (opening === null) return false
  const isSentence = /[\p{L}\p{N},;)—-] ?\(?$/u.test(text.slice(Math.max(0, opening - 3), opening))
  const isValue = /[:,[{]\s*$/.test(text.slice(Math.max(0, opening - 2), opening))
  return isSentence && !isValue && text.slice(end, end + AFTER).includes(MARKS[text[opening]!]!)
}

/** The nearest mark of quotation before; an apostrophe inside a word is none. */
function openingBefore(text: string, start: number): number | null {
  for (let at = start - 1; at >= Math.max(1, start - BEFORE); at--) {
    if (MARKS[text[at]!] === undefined) continue
    const isInWord = /\p{L}/u.test(text[at - 1]!) && /\p{L}/u.test(text[at + 1] ?? '')
    if (!isInWord) return at
  }
  return null
}

/** Every match that nobody quotes, as evidence. */
export function* spoken(fields: readonly Field[], phrases: readonly Phrase[], seek: Seek): Generator<Evidence> {
  for (const field of fields) {
    for (const match of seek.matches(field, phrases)) {
      if (!isQuoted(field, match)) yield place(field, match.span, match.note)
    }
  }
}
