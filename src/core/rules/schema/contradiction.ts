// What one schema says of a value that no value can be. Only what it says itself: its parts are asked on their own.
import { canonical } from '../../canon/digest.ts'
import { isObject, type Json, type JsonObject } from '../../model/json.ts'

export type Contradiction = { readonly words: Json; readonly why: string }

/** The first one; null where there is none. */
export function contradictionIn(schema: JsonObject): Contradiction | null {
  return forbiddenName(schema) ?? crossedLimits(schema) ?? unfitChoices(schema)
}

/** A name that must be there, and may not. */
function forbiddenName({
  properties,
  patternProperties,
  required,
  additionalProperties,
}: JsonObject): Contradiction | null {
  if (!Array.isArray(required)) return null
  const named = isObject(properties) ? properties : {}
  const isClosed = additionalProperties === false && patternProperties === undefined
  for (const name of required as readonly Json[]) {
    if (typeof name !== 'string') continue
    const own = Object.hasOwn(named, name) ? named[name] : undefined
    if (own === false || (own === undefined && isClosed)) {
      return { words: { required: [name] }, why: 'a required name that is not allowed' }
    }
  }
  return null
}

const LIMITS = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
  ['minContains', 'maxContains'],
] as const
const OPEN_LIMITS = [
  ['exclusiveMinimum', 'maximum'],
  ['minimum', 'exclusiveMaximum'],
  ['exclusiveMinimum', 'exclusiveMaximum'],
] as const

function crossedLimits(schema: JsonObject): Contradiction | null {
  const crossed = (least: string, most: string, isCrossed: (least: number, most: number) => boolean): boolean => {
    const [low, high] = [schema[least], schema[most]]
    return typeof low === 'number' && typeof high === 'number' && isCrossed(low, high)
  }
  const pair =
    LIMITS.find(([least, most]) => crossed(least, most, (low, high) => low > high)) ??
    OPEN_LIMITS.find(([least, most]) => crossed(least, most, (low, high) => low >= high))
  if (pair === undefined) return null
  const [least, most] = pair
  return { words: { [least]: schema[least]!, [most]: schema[most]! }, why: `${least} is above ${most}` }
}

/** Choices of which none is of the type that is asked for. One that is not, such as null, is only careless. */
function unfitChoices(schema: JsonObject): Contradiction | null {
  const { type, enum: choices, const: only } = schema
  const types = [type].flat().filter((name) => typeof name === 'string')
  const fits = (value: Json): boolean => types.length === 0 || types.some((name) => isOf(value, name))
  if (Array.isArray(choices)) {
    const values = choices as readonly Json[]
    if (values.length === 0) return { words: { enum: [] }, why: 'a list of choices without one' }
    if (!values.some(fits)) return { words: { type: type!, enum: values }, why: 'no choice is of the type' }
    if (only !== undefined && !values.some((value) => canonical(value) === canonical(only))) {
      return { words: { enum: values, const: only }, why: 'the constant is none of the choices' }
    }
  }
  return only === undefined || fits(only)
    ? null
    : { words: { type: type!, const: only }, why: 'the constant is not of the type' }
}

function isOf(value: Json, type: string): boolean {
  switch (type) {
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value)
    case 'object':
      return isObject(value)
    case 'array':
      return Array.isArray(value)
    case 'null':
      return value === null
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type
    default:
      // A type of another dialect may mean anything.
      return true
  }
}
