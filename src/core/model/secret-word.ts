// How an argument of a command refers to a granted secret: `{secret:NAME}`, alone or within other text. A shell leaves it as it is.

const REFERENCE = /\{secret:([A-Za-z_][A-Za-z0-9_]{0,127})\}/g

export const wordFor = (name: string): string => `{secret:${name}}`

/** The names of the secrets that these words refer to, each once. */
export const secretsNamedIn = (words: readonly string[]): readonly string[] => [
  ...new Set(words.flatMap((word) => Array.from(word.matchAll(REFERENCE), ([, name]) => name!))),
]

/** The word with each value in place of its reference, in one pass: a value that looks like one stays. Of others the reference stays. */
export const filledIn = (word: string, values: Readonly<Record<string, string>>): string =>
  word.replaceAll(REFERENCE, (reference, name: string) => (Object.hasOwn(values, name) ? values[name]! : reference))
