// Wordings of other languages as parts that follow each other, with a few words between them at most.
import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { normalise } from '../../text/normalise.ts'

/** Words of which one stands there. */
export type Part = readonly string[]

/** Characters between two parts of one order. */
const BETWEEN = 40

/** One order; a text that holds none of the words of its part `sought` is not looked at. */
function inParts(parts: readonly Part[], sought: Part): Phrase {
  const gap = `[^.!?。\n]{0,${BETWEEN}}?`
  return phrase(sought.flatMap(atAnyPlace), new RegExp(parts.map(oneOf).join(gap), 'g'))
}

/** An order whose parts are set apart by `…`, the words of a part by `|`; `@` is the part that is sought. */
export const spelled = (order: string, sought: Part): Phrase =>
  inParts(
    order.split('…').map((part) => (part.trim() === '@' ? sought : part.trim().split('|'))),
    sought,
  )

/** As the words stand in a levelled text. */
export function levelled(words: string): string {
  return normalise(words).text
}

/** The same, and as they stand at the start of a sentence: a capital may look like another letter than the small one does. */
export function atAnyPlace(words: string): string[] {
  return [...new Set([words, words.charAt(0).toUpperCase() + words.slice(1)].map(levelled))]
}

/** Signs, and scripts that set no blank before each word, or that write small words and the next as one. */
const JOINED =
  /^[\p{P}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Arabic}\p{Script=Hebrew}]/u
/** Elsewhere a word begins behind a blank or a sign. A class of all letters would take longer to make than all of the rest. */
const BEGINS = String.raw`(?<![^\s!-@\[-\x60{-~\u00ab\u00bb\u201c\u201d\u201e\u2018\u2019\u00bf\u00a1])`

/** They hold nothing that means something in a pattern. */
function oneOf(part: Part): string {
  const [first = '', ...more] = part.flatMap(atAnyPlace)
  const begins = JOINED.test(first) ? '' : BEGINS
  return `${begins}(?:${[first, ...more].join('|')})`
}
