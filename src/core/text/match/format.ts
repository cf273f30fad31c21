// Forms that are known by a word in them, such as the prefix of a token. The word is found in the one walk over a levelled
// text; the form is confirmed from there on the original text, where small letters and capitals differ.

export type Format = {
  /** As they stand in a levelled text (see normalise.ts): small letters, single blanks. */
  readonly near: readonly string[]
  /** On the original text, from where a word of `near` begins. Flag `y`; every repetition in it is bounded. */
  readonly pattern: RegExp
  /** A cheap look at what follows the word, where that word is common. */
  readonly isWorth?: (text: string, at: number) => boolean
}

/** The formats of which a word was found, each with where those words begin in the original text, in order. */
export type FormatHits = ReadonlyMap<Format, readonly number[]>

export const NO_HITS: ReadonlyMap<Format, readonly number[]> = new Map()

/** What a sticky pattern matches exactly here. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** Every match of a format at its places. A place inside an earlier match is a part of it, so no stretch is read twice. */
export function* matchesOf(
  { pattern, isWorth }: Format,
  text: string,
  places: readonly number[],
): Generator<RegExpExecArray> {
  let past = 0
  for (const at of places) {
    if (at < past || isWorth?.(text, at) === false) continue
    const match = matchAt(pattern, text, at)
    if (match === null) continue
    past = at + match[0].length
    yield match
  }
}
