// Spellings that a model writes by itself and that no reading for a person undoes: backwards, turned by thirteen letters, and as the
// numbers of its characters. Only what was told before is looked for in them, so what they say by chance is nothing.

/** Letters as `lettersOf` gives them, read as one who wrote them so would. */
export const TURNS: readonly (readonly [by: string, turn: (letters: Uint16Array) => Uint16Array])[] = [
  ['reversed', (letters) => letters.toReversed()],
  ['rot13', (letters) => letters.map((letter) => (letter >= A && letter <= Z ? ((letter - A + 13) % 26) + A : letter))],
]

const [A, Z] = [0x61, 0x7a]

/** Texts that stand in this one as the numbers of their characters. */
export function* fromCodes(text: string): Generator<string> {
  for (const { 0: run } of text.matchAll(NUMBERS)) {
    const codes = run.match(/\d+/g)!.map(Number)
    if (codes.every(isCode)) yield String.fromCharCode(...codes.slice(0, MOST))
  }
}

/** As many as a piece that is found has letters. */
const FEWEST = 18
/** At a time; more are more than a stack holds. */
const MOST = 60_000

/** Each parted from the next by a sign or two. */
const NUMBERS = /(?<!\d)\d{1,5}(?:[\s,;:|/-]{1,2}\d{1,5}){17,}(?!\d)/g

const isCode = (code: number): boolean => code >= 9 && code < 0xd800

/** A list of numbers as one text, where each may be the code of a character; null: it is none. */
export const listedCodes = (list: readonly unknown[]): string | null =>
  list.length >= FEWEST && list.every((one) => typeof one === 'number' && Number.isInteger(one) && isCode(one))
    ? list.join(' ')
    : null
