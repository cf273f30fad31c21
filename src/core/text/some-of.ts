import { quote, untrusted } from '../model/untrusted.ts'

const MAX_NAMED = 5

/** The first of them, each with at most so many characters, and how many there are beside them. */
export function someOf(texts: readonly string[], maxChars: number): string {
  const named = texts.slice(0, MAX_NAMED).map((one) => quote(untrusted(one), maxChars))
  return `${named.join(', ')}${texts.length > named.length ? ` and ${texts.length - named.length} more` : ''}`
}
