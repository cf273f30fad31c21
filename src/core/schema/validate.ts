// Compares a value with a JSON Schema of a stranger by walking both: nothing is compiled, nothing is fetched, and the work is
// bounded (JSON Schema 2020-12, with the older spellings that servers use). Unknown keywords and `format` say nothing.
import { bound } from '../model/bounds.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { step } from '../model/pointer.ts'
import { referredBy } from './reference.ts'
import { type Fits, spokenItems, spokenMembers } from './unevaluated.ts'
import { problemsOfList, problemsOfValue } from './value.ts'
import { calledFor, listOf, type Matches, matched, Unanswered, type Walk, walkOf, work } from './work.ts'

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
    const problems = problemsOf(value, schema, '', walk, refusesUnknown ? 'yes' : 'no')
    if (problems.length === 0) return { kind: 'valid' }
    return { kind: 'invalid', problems: problems.slice(0, bound('argument-problems')) }
  } catch (cause) {
    if (!(cause instanceof Unanswered)) throw cause
    return { kind: 'unanswered', why: cause.message }
  }
}

/**
 * Whether members that no part of the schema names are problems. `inside`: not of this very value, which another part of the schema
 * speaks of as well, but of what it holds.
 */
type Strict = 'no' | 'inside' | 'yes'

/** Throws `Unanswered`. */
export function problemsOf(value: Json, schema: Json, at: string, walk: Walk, strict: Strict): Problem[] {
  work(walk, 1)
  if (schema === true) return []
  if (schema === false) return [{ at, why: 'nothing may stand here' }]
  if (!isObject(schema)) throw new Unanswered('its schema is none at one place')
  walk.depth += 1
  if (walk.depth > bound('argument-depth')) throw new Unanswered('its schema is nested too deeply')
  const problems = [
    ...problemsOfValue(value, schema, walk).map((why) => ({ at, why })),
    ...problemsOfForms(value, schema, at, walk, beside(strict)),
    ...(Array.isArray(value) ? problemsOfItems(value as readonly Json[], schema, at, walk, strict) : []),
    ...(isObject(value) ? problemsOfMembers(value, schema, at, walk, strict) : []),
  ]
  walk.depth -= 1
  return problems
}

/** Schemas within a schema that speak of the same value. They do not know each other's members, so that none refuses the unknown. */
function problemsOfForms(value: Json, schema: JsonObject, at: string, walk: Walk, strict: Strict): Problem[] {
  const { allOf, anyOf, oneOf, not, if: test } = schema
  const under = (part: Json): Problem[] => problemsOf(value, part, at, walk, strict)
  const fits = (part: Json): boolean => fitsIn(walk)(value, part)
  const fitting = oneOf === undefined ? [] : listOf(oneOf).filter(fits)
  return [
    ...referredBy(schema, walk).flatMap(under),
    ...listOf(allOf).flatMap(under),
    ...(anyOf === undefined || listOf(anyOf).some((part) => under(part).length === 0)
      ? []
      : [{ at, why: 'it fits none of the forms that are allowed' }]),
    ...(oneOf === undefined || fitting.length === 1
      ? fitting.flatMap(under)
      : [{ at, why: `it fits ${fitting.length} of the forms of which it must fit one` }]),
    ...(not === undefined || !fits(not) ? [] : [{ at, why: 'it has a form that is excluded' }]),
    ...(test === undefined ? [] : under(schema[fits(test) ? 'then' : 'else'] ?? true)),
  ]
}

const fitsIn =
  (walk: Walk): Fits =>
  (value, part) =>
    problemsOf(value, part, '', walk, 'no').length === 0

/** For another schema of the same value. */
const beside = (strict: Strict): Strict => (strict === 'no' ? 'no' : 'inside')

/** What a value holds is another value: of that the unknown is a problem again. */
const within = (strict: Strict): Strict => (strict === 'no' ? 'no' : 'yes')

function problemsOfItems(value: readonly Json[], schema: JsonObject, at: string, walk: Walk, strict: Strict) {
  const { prefixItems, items, additionalItems, contains, unevaluatedItems, ...rest } = schema
  // Before 2020-12 a list in `items` was what `prefixItems` is, and `additionalItems` what `items` is.
  const first = listOf(prefixItems ?? items)
  const others = Array.isArray(items) ? additionalItems : items
  const under = (item: Json, part: Json, index: number): Problem[] =>
    problemsOf(item, part, `${at}/${index}`, walk, within(strict))
  const problems = value.flatMap((item, index) => under(item, first[index] ?? others ?? true, index))
  if (contains !== undefined) {
    const count = value.filter((item) => fitsIn(walk)(item, contains)).length
    problems.push(...problemsOfList(count, schema).map((why) => ({ at, why })))
  }
  if (unevaluatedItems === undefined) return problems
  const parts = without({ ...rest, prefixItems, items, additionalItems, contains })
  const spoken = spokenItems(value, parts, walk, fitsIn(walk))
  const left = value.flatMap((item, index) =>
    spoken.isAll || spoken.of.has(index) ? [] : under(item, unevaluatedItems, index),
  )
  return [...problems, ...left]
}

function problemsOfMembers(value: JsonObject, schema: JsonObject, at: string, walk: Walk, strict: Strict) {
  const { properties, patternProperties, additionalProperties, propertyNames, dependentSchemas, dependencies } = schema
  const named = isObject(properties) ? properties : {}
  const patterns = isObject(patternProperties) ? Object.entries(patternProperties) : []
  const under = (name: string, part: Json): Problem[] =>
    problemsOf(value[name]!, part, `${at}/${step(name)}`, walk, within(strict))
  const problems = Object.keys(value).flatMap((name): Problem[] => {
    const own = Object.hasOwn(named, name) ? [named[name]!] : []
    const fitting = patterns.filter(([pattern]) => matched(pattern, name, walk)).map(([, part]) => part)
    const isKnown = own.length > 0 || fitting.length > 0
    const parts = isKnown ? [...own, ...fitting] : [additionalProperties ?? true]
    const place = `${at}/${step(name)}#name`
    const ofName = propertyNames === undefined ? [] : problemsOf(name, propertyNames, place, walk, 'no')
    return [...ofName, ...parts.flatMap((part) => under(name, part))]
  })
  const called = calledFor(value, dependentSchemas, dependencies).filter((part) => !Array.isArray(part))
  return [
    ...problems,
    ...problemsOfOthers(value, schema, at, walk, { strict, under }),
    ...called.flatMap((part) => problemsOf(value, part, at, walk, beside(strict))),
  ]
}

type Of = { readonly strict: Strict; readonly under: (name: string, part: Json) => Problem[] }

/** Members that no part of the schema speaks of: what the schema says of them, and where it says nothing, what a strict reader does. */
function problemsOfOthers(
  value: JsonObject,
  schema: JsonObject,
  at: string,
  walk: Walk,
  { strict, under }: Of,
): Problem[] {
  const { unevaluatedProperties, ...rest } = schema
  if (unevaluatedProperties === undefined && strict !== 'yes') return []
  const spoken = spokenMembers(value, rest, walk, fitsIn(walk))
  const others = spoken.isAll ? [] : Object.keys(value).filter((name) => !spoken.of.has(name))
  if (unevaluatedProperties !== undefined) return others.flatMap((name) => under(name, unevaluatedProperties))
  return spoken.isNamed
    ? others.map((name) => ({ at: `${at}/${step(name)}`, why: 'no member of this name is known' }))
    : []
}

const without = (schema: { readonly [keyword: string]: Json | undefined }): JsonObject =>
  Object.fromEntries(Object.entries(schema).filter((entry): entry is [string, Json] => entry[1] !== undefined))
