// Which members and items of a value the parts of a schema speak of. What is left over is what `unevaluatedProperties` and
// `unevaluatedItems` are for (JSON Schema core 2020-12, 11), and what a strict comparison does not know.
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { referredBy } from './reference.ts'
import { calledFor, listOf, matched, type Walk, work } from './work.ts'

/** Whether a value fits a part: what it does not fit says nothing of it. */
export type Fits = (value: Json, part: Json) => boolean

/** `isNamed`: some part names members at all. `isAll`: some part speaks of every one. */
export type Spoken<Of> = { readonly of: Set<Of>; isAll: boolean; isNamed: boolean }

export const spokenMembers = (value: JsonObject, schema: Json, walk: Walk, fits: Fits): Spoken<string> =>
  gather(value, schema, { of: new Set(), isAll: false, isNamed: false }, walk, fits, (part, spoken) => {
    const { properties, patternProperties, additionalProperties, unevaluatedProperties } = part
    spoken.isAll ||= additionalProperties !== undefined || unevaluatedProperties !== undefined
    spoken.isNamed ||= isObject(properties)
    for (const name of Object.keys(value))
      if (isObject(properties) && Object.hasOwn(properties, name)) spoken.of.add(name)
    for (const pattern of isObject(patternProperties) ? Object.keys(patternProperties) : [])
      for (const name of Object.keys(value)) if (matched(pattern, name, walk)) spoken.of.add(name)
  })

export const spokenItems = (value: readonly Json[], schema: Json, walk: Walk, fits: Fits): Spoken<number> =>
  gather(value, schema, { of: new Set(), isAll: false, isNamed: false }, walk, fits, (part, spoken) => {
    const { prefixItems, items, additionalItems, unevaluatedItems, contains } = part
    const first = listOf(prefixItems ?? items)
    const rest = Array.isArray(items) ? additionalItems : items
    spoken.isAll ||= rest !== undefined || unevaluatedItems !== undefined
    for (let index = 0; index < Math.min(first.length, value.length); index++) spoken.of.add(index)
    if (contains !== undefined)
      for (const [index, item] of value.entries()) if (fits(item, contains)) spoken.of.add(index)
  })

function gather<Of>(
  value: Json,
  schema: Json,
  spoken: Spoken<Of>,
  walk: Walk,
  fits: Fits,
  own: (part: JsonObject, spoken: Spoken<Of>) => void,
): Spoken<Of> {
  work(walk, 1)
  if (!isObject(schema) || spoken.isAll) return spoken
  own(schema, spoken)
  for (const part of partsOf(value, schema, walk, fits)) gather(value, part, spoken, walk, fits, own)
  return spoken
}

/** The parts that speak of this very value. `not` says nothing of what it holds. */
function* partsOf(value: Json, schema: JsonObject, walk: Walk, fits: Fits): Generator<Json> {
  const { allOf, anyOf, oneOf, if: test, dependentSchemas, dependencies } = schema
  yield* referredBy(schema, walk)
  yield* listOf(allOf)
  for (const part of [...listOf(anyOf), ...listOf(oneOf)]) if (fits(value, part)) yield part
  if (test !== undefined) {
    const isSo = fits(value, test)
    if (isSo) yield test
    yield schema[isSo ? 'then' : 'else'] ?? true
  }
  if (isObject(value)) yield* calledFor(value, dependentSchemas, dependencies).filter(isObject)
}
