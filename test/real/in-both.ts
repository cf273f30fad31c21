// What clients of both eras are told of a server, for comparing one with the other.

/** What only one of the eras says of a server, a list or a tool: this client speaks the modern one through us, whatever the server speaks. */
const ONLY_IN_ONE: ReadonlySet<string> = new Set(['tasks', 'execution', 'ttlMs', 'cacheScope'])

/** Without that, and without our mark: what we answer ourselves has it in any case. */
export function inBoth(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inBoth)
  if (typeof value !== 'object' || value === null) return value
  const left = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const isOurs = name === '_meta' && Object.keys(inner as object).every((key) => key === 'sallyport/source')
    return isOurs || ONLY_IN_ONE.has(name) ? [] : [[name, inBoth(inner)]]
  })
  return Object.fromEntries(left)
}
