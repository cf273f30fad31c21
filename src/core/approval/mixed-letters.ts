// Words that read like others to whoever allows a call: among Latin letters stands one of another alphabet that looks like them.
import { normalise } from '../text/normalise.ts'

/** Such words of a text, with those letters written as `\u{…}`. Words of one alphabet alone are words of some language. */
export function mixedWords(text: string): readonly string[] {
  const words = text.match(WORD) ?? []
  return [...new Set(words.filter(isMixed))].map((word) => word.replaceAll(FOREIGN, shown))
}

/** Shorter ones are units and formulas. */
const WORD = /[\p{L}\p{M}\p{N}]{4,}/gu
const LATIN = /\p{Script=Latin}/u
/** Whole alphabets of signs that are drawn like letters count as well. */
const FOREIGN = /(?![\p{Script=Latin}\p{ASCII}])\p{L}/gu

const isMixed = (word: string): boolean => LATIN.test(word) && (word.match(FOREIGN) ?? []).some(isLookAlike)

const isLookAlike = (letter: string): boolean => /^[a-z0-9]+$/.test(normalise(letter).text)

const shown = (letter: string): string => (isLookAlike(letter) ? `\\u{${letter.codePointAt(0)!.toString(16)}}` : letter)
