// The schemas of one tool, part by part: which values in them are schemas themselves, and which are only data.
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import { step } from '../../model/pointer.ts'

/** A schema inside a schema. `true` and `false` are schemas too, but say nothing that a rule asks for. */
export type Part = {
  /** A JSON pointer below the place of the whole; safe to print. */
  readonly at: string
  readonly schema: JsonObject
}

/** How one schema uses another: of the same value (`allOf`), of something inside it (`items`), or not yet (`$defs`). */
export type Use = 'same value' | 'inside' | 'kept'

export type Inner = { readonly use: Use; readonly path: string; readonly schema: JsonObject }

type Shape = 'one' | 'list' | 'named'
/** JSON Schema 2020-12 and the drafts before it. */
const KEYWORDS: ReadonlyMap<string, readonly [Shape, Use]> = new Map([
  ['allOf', ['list', 'same value']],
  ['anyOf', ['list', 'same value']],
  ['oneOf', ['list', 'same value']],
  ['not', ['one', 'same value']],
  ['if', ['one', 'same value']],
  ['then', ['one', 'same value']],
  ['else', ['one', 'same value']],
  ['dependentSchemas', ['named', 'same value']],
  ['dependencies', ['named', 'same value']],
  ['properties', ['named', 'inside']],
  ['patternProperties', ['named', 'inside']],
  ['additionalProperties', ['one', 'inside']],
  ['unevaluatedProperties', ['one', 'inside']],
  ['propertyNames', ['one', 'inside']],
  ['items', ['one', 'inside']],
  ['prefixItems', ['list', 'inside']],
  ['additionalItems', ['one', 'inside']],
  ['unevaluatedItems', ['one', 'inside']],
  ['contains', ['one', 'inside']],
  ['contentSchema', ['one', 'inside']],
  ['$defs', ['named', 'kept']],
  ['definitions', ['named', 'kept']],
])

/** The schemas that stand in one, each with the path that leads to it. */
export function* innerOf(schema: JsonObject): Generator<Inner> {
  for (const keyword of Object.keys(schema)) {
    const kind = KEYWORDS.get(keyword)
    if (kind === undefined) continue
    const [shape, use] = kind
    const value = schema[keyword] as Json
    if (isObject(value) && shape === 'named') {
      for (const [name, inner] of Object.entries(value)) {
        if (isObject(inner)) yield { use, path: `/${keyword}/${step(name)}`, schema: inner }
      }
    } else if (isObject(value)) yield { use, path: `/${keyword}`, schema: value }
    else if (Array.isArray(value)) {
      for (const [index, inner] of (value as readonly Json[]).entries()) {
        if (isObject(inner)) yield { use, path: `/${keyword}/${index}`, schema: inner }
      }
    }
  }
}

/** The whole and every schema in it. Its size was looked at before. */
export function partsOf(root: Json, at: string): Part[] {
  if (!isObject(root)) return []
  const parts: Part[] = [{ at, schema: root }]
  for (let next = 0; next < parts.length; next++) {
    const outer = parts[next]!
    for (const { path, schema } of innerOf(outer.schema)) parts.push({ at: `${outer.at}${path}`, schema })
  }
  return parts
}
