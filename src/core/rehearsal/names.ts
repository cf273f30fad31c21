// A secret may be spread over many names that are looked up: what their labels say together, for each domain below which they were asked.

type Lookup = { readonly at: number; readonly name: string }

/** One reading of the names below a domain, in the order in which each was first asked. */
export type Reading = {
  readonly domain: string
  readonly text: string
  /** Of the first of them. */ readonly at: number
}

export function asOneText(lookups: readonly Lookup[]): readonly Reading[] {
  const below = new Map<string, { readonly at: number; readonly names: Set<string> }>()
  for (const { at, name } of lookups) {
    const labels = name.split('.')
    const domain = labels.slice(-2).join('.')
    const known = below.get(domain) ?? { at, names: new Set() }
    // A library asks for each kind of address, and asks again: the same name says nothing more.
    known.names.add(labels.slice(0, -2).join('.'))
    below.set(domain, known)
  }
  return [...below].flatMap(([domain, { at, names }]) =>
    readingsOf([...names].map((name) => name.split('.'))).map((text) => ({ domain, text, at })),
  )
}

/** All labels, with and without what parts the names, and the longest of each: the others may be counters. */
const readingsOf = (names: readonly (readonly string[])[]): readonly string[] => [
  names.map((labels) => labels.join('')).join(''),
  names.map((labels) => labels.join('')).join('\n'),
  names.map(longest).join(''),
]

const longest = (labels: readonly string[]): string =>
  labels.reduce((found, label) => (label.length > found.length ? label : found), '')
