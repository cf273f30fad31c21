// Wordings of other languages as parts that follow each other, with a few words between them at most.
import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { normalise } from '../../text/normalise.ts'

/** Words of which one stands there. */
export type Part = readonly string[]

/** Characters between two parts of one order. */
const BETWEEN = 40

/** One order; a text that holds none of the words of its part `sought` is not looked at. */
export function inParts(parts: readonly Part[], sought: Part): Phrase {
  const gap = `[^.!?。\\n]{0,${BETWEEN}}?`
  return phrase(
    sought.map(levelled),
    new RegExp(parts.map((part) => `(?:${part.map(form).join('|')})`).join(gap), 'gu'),
  )
}

/** As the words stand in a levelled text. */
export function levelled(words: string): string {
  return normalise(words).text
}

/** Scripts that set no blank before each word, or that write small words and the next as one. */
const JOINED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Arabic}\p{Script=Hebrew}]/u

/** Elsewhere words begin where a word begins. They hold nothing that means something in a pattern. */
function form(words: string): string {
  const level = levelled(words)
  return JOINED.test(level) ? level : String.raw`(?<![\p{L}\p{M}])${level}`
}
