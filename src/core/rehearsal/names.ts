// A secret may be spread over many names that are asked for: what their labels say together, for each domain below which they were asked,
// and for each of the highest ones, since a server that is dialled by its address believes any name.

type Named = { readonly at: number; readonly name: string }

/** One reading of the names below a domain, in the order in which each was first asked. */
export type Reading = {
  readonly domain: string
  readonly text: string
  /** Of the first of them. */ readonly at: number
}

export function asOneText(names: readonly Named[]): readonly Reading[] {
  const below = new Map<string, { readonly at: number; readonly asked: Set<string> }>()
  for (const { at, name } of names) {
    const labels = name.split('.')
    for (const level of labels.length === 1 ? [0] : [2, 1]) {
      const end = labels.length - level
      if (end <= 0) continue
      const domain = labels.slice(end).join('.') || '.'
      const known = below.get(domain) ?? { at, asked: new Set() }
      // A library asks for each kind of address, and asks again: the same name says nothing more.
      known.asked.add(labels.slice(0, end).join('.'))
      below.set(domain, known)
    }
  }
  return [...below].flatMap(([domain, { at, asked }]) =>
    [...new Set(readingsOf([...asked].map((name) => name.split('.'))))].map((text) => ({ domain, text, at })),
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
