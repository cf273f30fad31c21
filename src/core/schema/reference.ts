// Where a schema refers to another place of itself. What lies elsewhere is never fetched (MCP 2026-07-28, tools).
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { standsAt } from '../model/pointer.ts'
import { Unanswered, type Walk, work } from './work.ts'

/** The schemas that this one refers to (JSON Schema core 2020-12, 8.2.3). */
export const referredBy = ({ $ref, $dynamicRef, $recursiveRef }: JsonObject, walk: Walk): readonly Json[] =>
  [$ref, $dynamicRef, $recursiveRef].filter((one) => one !== undefined).map((one) => referred(one, walk))

/** Throws `Unanswered` where nobody can say what is meant. */
function referred(reference: Json, walk: Walk): Json {
  const place = placeIn(reference, walk.root)
  if (place === null) throw new Unanswered('its schema leads to another document')
  walk.names ??= namesOf(walk)
  // A part with an id of its own is another document: its places are not those of the whole.
  if (walk.names.hasDocuments) throw new Unanswered('its schema holds several documents')
  const isPointer = place === '' || place.startsWith('/')
  const target = isPointer ? standsAt(walk.root, place) : walk.names.anchors.get(place)
  if (target === undefined) throw new Unanswered('its schema leads to a place that is not there')
  return target
}

/** The fragment of an address of this very document; null: it is one of another. */
function placeIn(reference: Json, root: Json): string | null {
  if (typeof reference !== 'string') return null
  const own = isObject(root) && typeof root['$id'] === 'string' ? root['$id'].replace(/#$/, '') : ''
  const local = reference.startsWith(own) ? reference.slice(own.length) : reference
  return /^(?:#|$)/.test(local) ? decoded(local.slice(1)) : null
}

function decoded(place: string): string {
  try {
    return decodeURIComponent(place)
  } catch {
    throw new Unanswered('its schema leads to a place that is not there')
  }
}

export type Names = { readonly anchors: ReadonlyMap<string, Json>; readonly hasDocuments: boolean }

/** With one document, what is looked for dynamically is where it is written. */
function namesOf(walk: Walk): Names {
  const anchors = new Map<string, Json>()
  let hasDocuments = false
  const waiting: Json[] = [walk.root]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    work(walk, 1)
    if (isObject(next)) {
      for (const name of [next['$anchor'], next['$dynamicAnchor']])
        if (typeof name === 'string') anchors.set(name, next)
      hasDocuments ||= next !== walk.root && typeof next['$id'] === 'string' && !next['$id'].startsWith('#')
    }
    if (typeof next === 'object' && next !== null) waiting.push(...Object.values(next as JsonObject))
  }
  return { anchors, hasDocuments }
}
