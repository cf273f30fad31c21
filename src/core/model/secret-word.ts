// How an argument of a command, or an address, refers to a granted secret: `{secret:NAME}`, alone or within other text. A shell
// leaves it as it is; in the path of an address the braces are percent-encoded.

const REFERENCE = /(?:\{|%7B)secret:([A-Za-z_][A-Za-z0-9_]{0,127})(?:\}|%7D)/g

export const wordFor = (name: string): string => `{secret:${name}}`

/** The names of the secrets that these words refer to, each once. */
export const secretsNamedIn = (words: readonly string[]): readonly string[] => [
  ...new Set(words.flatMap((word) => Array.from(word.matchAll(REFERENCE), ([, name]) => name!))),
]

/** Those of them that no grant is for: the words would reach the server as they stand. */
export const ungranted = (words: readonly string[], secrets: readonly { readonly name: string }[]): readonly string[] =>
  secretsNamedIn(words).filter((name) => !secrets.some((one) => one.name === name))

/** The address with each value in place of its reference, so that none of them ends the part that it stands in. */
export const addressFilledIn = (url: string, values: Readonly<Record<string, string>>): string =>
  filledIn(url, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, encodeURIComponent(value)])))

/** The word with each value in place of its reference, in one pass: a value that looks like one stays. Of others the reference stays. */
export const filledIn = (word: string, values: Readonly<Record<string, string>>): string =>
  word.replaceAll(REFERENCE, (reference, name: string) => (Object.hasOwn(values, name) ? values[name]! : reference))
