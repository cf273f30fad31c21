// What of a value may be left out instead of being refused: null, where the schema takes none and does not ask for the member. The
// "strict" schemas of model providers make every argument required and nullable, so that models write null for what they leave out.
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { referredBy } from './reference.ts'
import { problemsOf } from './validate.ts'
import { type Matches, namesIn, Unanswered, type Walk, walkOf, work } from './work.ts'

/** The names of members, and the indexes of items, that lead to a place. */
export type Path = readonly string[]

/** Looks where `properties`, `required` and `items` are stated plainly, also by a reference. None where the schema asks for more work than is done. */
export function nullsToOmit(value: Json, schema: Json, matches: Matches): readonly Path[] {
  try {
    return nullsIn(value, [schema], [], walkOf(schema, matches))
  } catch (cause) {
    if (!(cause instanceof Unanswered)) throw cause
    return []
  }
}

function nullsIn(value: Json, schemas: readonly Json[], path: Path, walk: Walk): readonly Path[] {
  work(walk, 1)
  if (typeof value !== 'object' || value === null) return []
  const parts = stated(schemas, walk)
  if (!Array.isArray(value)) return nullsOf(value as JsonObject, parts, path, walk)
  const items = parts.map((part) => part.items).filter(isObject)
  return (value as readonly Json[]).flatMap((item, index) => nullsIn(item, items, [...path, `${index}`], walk))
}

function nullsOf(value: JsonObject, parts: readonly JsonObject[], path: Path, walk: Walk): readonly Path[] {
  const wanted = new Set(parts.flatMap(({ required }) => namesIn(required)))
  return Object.entries(value).flatMap(([name, member]): readonly Path[] => {
    const schemas = parts.flatMap(({ properties }) =>
      isObject(properties) && Object.hasOwn(properties, name) ? [properties[name]!] : [],
    )
    if (member !== null) return nullsIn(member, schemas, [...path, name], walk)
    const isMeant = schemas.every((one) => takesNull(one, walk)) || stated(schemas, walk).some(isNullable)
    return isMeant || wanted.has(name) ? [] : [[...path, name]]
  })
}

/** These schemas, and those that they refer to: all of them are asked of the same value. */
function stated(schemas: readonly Json[], walk: Walk): readonly JsonObject[] {
  const known = new Set<JsonObject>()
  const left = [...schemas]
  while (left.length > 0) {
    work(walk, 1)
    const next = left.pop()
    if (!isObject(next) || known.has(next)) continue
    known.add(next)
    left.push(...referredBy(next, walk))
  }
  return [...known]
}

const takesNull = (part: Json, walk: Walk): boolean => problemsOf(null, part, '', walk, 'no').length === 0

/** `nullable` is how OpenAPI says that null means something: then it is not the same as nothing, whatever a JSON Schema says. */
const isNullable = (part: JsonObject): boolean => part['nullable'] === true
