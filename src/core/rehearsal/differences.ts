// Whether a server offered the same to another client, at another time, and after some calls.
import { canonical } from '../canon/digest.ts'
import type { Catalogue } from '../model/catalogue.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { Difference } from '../model/rehearsal.ts'

/** Between the eras an item has another form; what a model reads of it has not. */
export function differencesOf(when: string, before: Catalogue, after: Catalogue): readonly Difference[] {
  const found: Difference[] = []
  const shown =
    before.era === after.era
      ? (body: JsonObject): Json => body
      : ({ title, description }: JsonObject): Json => [title ?? null, description ?? null]
  for (const [part, of] of PARTS) {
    const old = new Map(before[part].map((item) => [item.name, item]))
    const now = new Map(after[part].map((item) => [item.name, item]))
    for (const [name, { body }] of now) {
      const known = old.get(name)
      if (known === undefined) found.push({ when, kind: 'new', of, name })
      else if (canonical(shown(known.body)) !== canonical(shown(body)))
        found.push({ when, kind: 'other-words', of, name })
    }
    for (const name of old.keys()) {
      if (!now.has(name)) found.push({ when, kind: 'gone', of, name })
    }
  }
  if (before.instructions !== after.instructions) {
    found.push({ when, kind: 'other-words', of: 'the instructions', name: '' })
  }
  return found
}

const PARTS = [
  ['tools', 'a tool'],
  ['prompts', 'a prompt'],
  ['templates', 'a resource template'],
] as const
