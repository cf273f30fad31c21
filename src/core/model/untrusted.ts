// Attackers' words have a type of their own, so that the compiler sees where they could reach a person.

/** Text from a server, a package, a config file or a model. It reaches a person or a log only through `quote`. */
export type Untrusted = { readonly untrusted: string }
export const untrusted = (text: string): Untrusted => ({ untrusted: text })

/** One safe line in double quotes: control, format, private-use and unassigned characters become visible escapes. */
export function quote({ untrusted: text }: Untrusted, maxChars = 120): string {
  const shown = Array.from(text.slice(0, maxChars * 2))
    .slice(0, maxChars)
    .join('')
  const cut = shown.length < text.length ? '…' : ''
  return `"${reveal(shown.replaceAll('\\', '\\\\').replaceAll('"', '\\"'))}${cut}"`
}

/** All of it, however long: what a person agrees to is never cut. */
export const whole = (text: string): string => quote(untrusted(text), Number.POSITIVE_INFINITY)

/** What a person would not see, or would take for a space: the empty pattern of Braille is a symbol to Unicode. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu
/** Marks pile up over the lines around them. No writing needs more than four on one letter. */
const PILED = /(?<=\p{M}{4})\p{M}/gu

/** Whether there is a character in it that a person would not see. */
export const isUnseen = (text: string): boolean => text.search(UNSEEN) !== -1

/** The text with every character that a person would not see, and marks that pile up, written as `\u{…}`; nothing is cut. */
export const reveal = (text: string): string => replaceUnseen(text, escape).replace(PILED, escape)

/** The text with `written` in place of each character that a person would not see. */
export const replaceUnseen = (text: string, written: (char: string) => string): string => text.replace(UNSEEN, written)

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const escape = (char: string): string => SHORT[char] ?? `\\u{${char.codePointAt(0)!.toString(16)}}`
