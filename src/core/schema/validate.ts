// Compares a value with a JSON Schema of a stranger by walking both: nothing is compiled, nothing is fetched, and the work is
// bounded (JSON Schema 2020-12, with the older spellings that servers use). Unknown keywords and `format` say nothing.
import { bound } from '../model/bounds.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { standsAt, step } from '../model/pointer.ts'
import { problemsOfList, problemsOfValue } from './value.ts'
import { type Matches, matched, Unanswered, type Walk, walkOf, work } from './work.ts'

/** Where a value differs from its schema. `at` is a JSON pointer into the value, safe to print; `why` is in our own words. */
export type Problem = { readonly at: string; readonly why: string }

export type Validation =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }
  /** The schema asks for more work than is done, or for what is not known here: whether the value fits is open. */
  | { readonly kind: 'unanswered'; readonly why: string }

export type Strictness = {
  /** A member that the schema does not name is a problem, unless the schema says in so many words that there may be more. */
  readonly refusesUnknown: boolean
}

export function validate(value: Json, schema: Json, matches: Matches, { refusesUnknown }: Strictness): Validation {
  const walk = walkOf(schema, matches)
  try {
    const problems = problemsOf(value, schema, '', walk, refusesUnknown)
    if (problems.length === 0) return { kind: 'valid' }
    return { kind: 'invalid', problems: problems.slice(0, bound('argument-problems')) }
  } catch (cause) {
    if (!(cause instanceof Unanswered)) throw cause
    return { kind: 'unanswered', why: cause.message }
  }
}

/** Throws `Unanswered`. */
export function problemsOf(value: Json, schema: Json, at: string, walk: Walk, isStrict: boolean): Problem[] {
  work(walk, 1)
  if (schema === true) return []
  if (schema === false) return [{ at, why: 'nothing may stand here' }]
  if (!isObject(schema)) throw new Unanswered('its schema is none at one place')
  walk.depth += 1
  if (walk.depth > bound('argument-depth')) throw new Unanswered('its schema is nested too deeply')
  const problems = [
    ...problemsOfValue(value, schema, walk).map((why) => ({ at, why })),
    ...problemsOfForms(value, schema, at, walk),
    ...(Array.isArray(value) ? problemsOfItems(value as readonly Json[], schema, at, walk, isStrict) : []),
    ...(isObject(value) ? problemsOfMembers(value, schema, at, walk, isStrict) : []),
  ]
  walk.depth -= 1
  return problems
}

/** Schemas within a schema that speak of the same value. They do not know each other's members, so that none refuses the unknown. */
function problemsOfForms(value: Json, schema: JsonObject, at: string, walk: Walk): Problem[] {
  const { allOf, anyOf, oneOf, not, if: test, $ref } = schema
  const under = (part: Json): Problem[] => problemsOf(value, part, at, walk, false)
  const fits = (part: Json): boolean => under(part).length === 0
  if ($ref === undefined && allOf === undefined && anyOf === undefined && oneOf === undefined && not === undefined)
    return test === undefined ? [] : under(schema[fits(test) ? 'then' : 'else'] ?? true)
  const fitting = oneOf === undefined ? 1 : listOf(oneOf).filter(fits).length
  return [
    ...($ref === undefined ? [] : under(referred($ref, walk.root))),
    ...listOf(allOf).flatMap(under),
    ...(anyOf === undefined || listOf(anyOf).some(fits)
      ? []
      : [{ at, why: 'it fits none of the forms that are allowed' }]),
    ...(fitting === 1 ? [] : [{ at, why: `it fits ${fitting} of the forms of which it must fit one` }]),
    ...(not === undefined || !fits(not) ? [] : [{ at, why: 'it has a form that is excluded' }]),
    ...(test === undefined ? [] : under(schema[fits(test) ? 'then' : 'else'] ?? true)),
  ]
}

/** Only places in the same schema: what lies elsewhere is never fetched (MCP 2026-07-28, tools). */
function referred($ref: Json, root: Json): Json {
  if (typeof $ref !== 'string' || !/^#(?:\/|$)/.test($ref)) throw new Unanswered('its schema leads to another document')
  const target = standsAt(root, decoded($ref.slice(1)))
  if (target === undefined) throw new Unanswered('its schema leads to a place that is not there')
  return target
}

function decoded(pointer: string): string {
  try {
    return decodeURIComponent(pointer)
  } catch {
    throw new Unanswered('its schema leads to a place that is not there')
  }
}

function problemsOfItems(value: readonly Json[], schema: JsonObject, at: string, walk: Walk, isStrict: boolean) {
  const { prefixItems, items, additionalItems, contains } = schema
  // Before 2020-12 a list in `items` was what `prefixItems` is, and `additionalItems` what `items` is.
  const first = listOf(prefixItems ?? items)
  const rest = Array.isArray(items) ? additionalItems : items
  const problems = value.flatMap((item, index) =>
    problemsOf(item, first[index] ?? rest ?? true, `${at}/${index}`, walk, isStrict),
  )
  if (contains === undefined) return problems
  const count = value.filter((item) => problemsOf(item, contains, at, walk, false).length === 0).length
  return [...problems, ...problemsOfList(count, schema).map((why) => ({ at, why }))]
}

function problemsOfMembers(value: JsonObject, schema: JsonObject, at: string, walk: Walk, isStrict: boolean) {
  const { properties, patternProperties, additionalProperties, propertyNames, dependentSchemas } = schema
  const named = isObject(properties) ? properties : {}
  const patterns = isObject(patternProperties) ? Object.entries(patternProperties) : []
  const refusesUnknown = isStrict && isObject(properties) && !OTHERS.some((keyword) => Object.hasOwn(schema, keyword))
  const problems = Object.entries(value).flatMap(([name, member]): Problem[] => {
    const place = `${at}/${step(name)}`
    const own = Object.hasOwn(named, name) ? [named[name]!] : []
    const fitting = patterns.filter(([pattern]) => matched(pattern, name, walk)).map(([, part]) => part)
    const isKnown = own.length > 0 || fitting.length > 0
    if (!isKnown && additionalProperties === undefined && refusesUnknown)
      return [{ at: place, why: 'no member of this name is known' }]
    const parts = isKnown ? [...own, ...fitting] : [additionalProperties ?? true]
    const ofName = propertyNames === undefined ? [] : problemsOf(name, propertyNames, `${place}#name`, walk, false)
    return [...ofName, ...parts.flatMap((part) => problemsOf(member, part, place, walk, isStrict))]
  })
  if (!isObject(dependentSchemas)) return problems
  const called = Object.entries(dependentSchemas).filter(([name]) => Object.hasOwn(value, name))
  return [...problems, ...called.flatMap(([, part]) => problemsOf(value, part, at, walk, false))]
}

/** Where these stand, members that are unknown here may be known there. */
const OTHERS = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas', 'unevaluatedProperties']

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])
