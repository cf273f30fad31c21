// Words of a command line that is shown to a person: safe to paste, and safe to print.
import { isUnseen } from '../model/untrusted.ts'

const PLAIN = /^[\w@%+=:,./-]+$/

/** One word as a shell reads it; what nobody would see stands in `$'…'`, which bash, zsh and ksh turn back into the same word. */
export function shellWord(word: string): string {
  if (PLAIN.test(word)) return word
  if (!isUnseen(word)) return `'${word.replaceAll("'", `'\\''`)}'`
  return `$'${Array.from(word, escaped).join('')}'`
}

function escaped(char: string): string {
  if (char === "'" || char === '\\') return `\\${char}`
  if (!isUnseen(char)) return char
  const code = char.codePointAt(0)!
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0')

export const shellLine = (words: readonly string[]): string => words.map(shellWord).join(' ')
