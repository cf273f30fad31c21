// What of a value may be left out instead of being refused: null, where the schema takes none and does not ask for the member. The
// "strict" schemas of model providers make every argument required and nullable, so that models write null for what they leave out.
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { problemsOf } from './validate.ts'
import { type Matches, namesIn, Unanswered, type Walk, walkOf, work } from './work.ts'

/** The names of members, and the indexes of items, that lead to a place. */
export type Path = readonly string[]

/** Looks where `properties`, `required` and `items` are stated plainly. None where the schema asks for more work than is done. */
export function nullsToOmit(value: Json, schema: Json, matches: Matches): readonly Path[] {
  try {
    return nullsIn(value, schema, [], walkOf(schema, matches))
  } catch (cause) {
    if (!(cause instanceof Unanswered)) throw cause
    return []
  }
}

function nullsIn(value: Json, schema: Json | undefined, path: Path, walk: Walk): readonly Path[] {
  work(walk, 1)
  if (!isObject(schema)) return []
  if (Array.isArray(value))
    return (value as readonly Json[]).flatMap((item, index) => nullsIn(item, schema.items, [...path, `${index}`], walk))
  return isObject(value) ? nullsOf(value, schema, path, walk) : []
}

function nullsOf(value: JsonObject, { properties, required }: JsonObject, path: Path, walk: Walk): readonly Path[] {
  if (!isObject(properties)) return []
  const wanted = new Set(namesIn(required))
  return Object.entries(value).flatMap(([name, member]): readonly Path[] => {
    const part = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (member !== null) return nullsIn(member, part, [...path, name], walk)
    return part === undefined || wanted.has(name) || takesNull(part, walk) ? [] : [[...path, name]]
  })
}

/** `nullable` is how OpenAPI says that null means something: then it is not the same as nothing, whatever a JSON Schema says. */
const takesNull = (part: Json, walk: Walk): boolean =>
  (isObject(part) && part['nullable'] === true) || problemsOf(null, part, '', walk, 'no').length === 0
