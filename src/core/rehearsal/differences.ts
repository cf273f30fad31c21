// Whether a server offered the same to another client, at another time, and after some calls.
import type { Catalogue, Item } from '../model/catalogue.ts'
import type { Difference } from '../model/rehearsal.ts'

export function differencesOf(when: string, before: Catalogue, after: Catalogue): readonly Difference[] {
  const found: Difference[] = []
  for (const kind of ['tools', 'prompts', 'templates'] as const) {
    const old = new Map(before[kind].map((item) => [item.name, item]))
    const now = new Map(after[kind].map((item) => [item.name, item]))
    for (const [name, item] of now) {
      const known = old.get(name)
      if (known === undefined) found.push({ when, what: `${NOUN[kind]} that was not there before: ${name}` })
      else if (wordsOf(known) !== wordsOf(item)) found.push({ when, what: `${NOUN[kind]} in other words: ${name}` })
    }
    for (const name of old.keys()) {
      if (!now.has(name)) found.push({ when, what: `${NOUN[kind]} that is gone: ${name}` })
    }
  }
  if (before.instructions !== after.instructions) found.push({ when, what: 'other instructions' })
  return found
}

const NOUN = { tools: 'a tool', prompts: 'a prompt', templates: 'a resource template' } as const

const wordsOf = ({ body }: Item): string => JSON.stringify(sorted(body))

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, one]) => [key, sorted(one)]),
        )
      : value
