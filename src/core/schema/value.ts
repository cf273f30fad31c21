// The keywords that speak of one value by itself: its type, range, length and form. Each answer says how the value differs, in our
// own words and numbers: a schema is a stranger's.
import { canonical } from '../canon/digest.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { quote, untrusted } from '../model/untrusted.ts'
import { calledFor, matched, namesIn, Unanswered, type Walk, work } from './work.ts'

export function problemsOfValue(value: Json, schema: JsonObject, walk: Walk): readonly string[] {
  const whys = [
    ofType(value, schema['type']),
    ofChoice(value, schema, walk),
    ...(typeof value === 'number' ? ofNumber(value, schema) : []),
    ...(typeof value === 'string' ? ofText(value, schema, walk) : []),
    ...(Array.isArray(value) ? ofItems(value as readonly Json[], schema) : []),
    ...(isObject(value) ? ofMembers(value, schema) : []),
  ]
  return whys.filter((why) => why !== null)
}

/** `count` of the items have the form that a list must contain. */
export function problemsOfList(count: number, schema: JsonObject): readonly string[] {
  const least = limit(schema, 'minContains') ?? 1
  const most = limit(schema, 'maxContains')
  if (count < least) return [`fewer than ${least} of its items have the form that is asked for`]
  return most !== null && count > most ? [`more than ${most} of its items have a form that is limited`] : []
}

const KINDS: Readonly<Record<string, string>> = {
  null: 'nothing',
  array: 'a list',
  object: 'an object',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
}

function kindOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

function ofType(value: Json, type: Json | undefined): string | null {
  if (type === undefined) return null
  const allowed = (Array.isArray(type) ? (type as readonly Json[]) : [type]).filter((one) => typeof one === 'string')
  const kind = kindOf(value)
  if (allowed.includes(kind) || (kind === 'integer' && allowed.includes('number'))) return null
  return `it is ${KINDS[kind]!}, and ${allowed.map((one) => KINDS[one] ?? 'something unknown').join(' or ')} is expected`
}

function ofChoice(value: Json, { enum: choices, const: only }: JsonObject, walk: Walk): string | null {
  if (only !== undefined && !isSame(value, only)) return 'it is not the one value that is allowed'
  if (!Array.isArray(choices)) return null
  work(walk, choices.length)
  if (choices.some((choice) => isSame(value, choice as Json))) return null
  return `it is none of the ${choices.length} values that are allowed`
}

/** The order of members does not count (JSON Schema core 4.2.2). */
const isSame = (a: Json, b: Json): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && textOf(a) === textOf(b))

/** Half a surrogate pair comes through JSON escapes and has no canonical text. */
function textOf(value: Json): string {
  try {
    return canonical(value)
  } catch {
    throw new Unanswered('it holds half a character, so that nobody can compare it')
  }
}

function limit(schema: JsonObject, keyword: string): number | null {
  const value = schema[keyword]
  return typeof value === 'number' ? value : null
}

function ofNumber(value: number, schema: JsonObject): readonly (string | null)[] {
  const [least, most] = [limit(schema, 'minimum'), limit(schema, 'maximum')]
  const [above, below] = [limit(schema, 'exclusiveMinimum'), limit(schema, 'exclusiveMaximum')]
  const part = limit(schema, 'multipleOf')
  return [
    least !== null && value < least ? `it is less than ${least}` : null,
    most !== null && value > most ? `it is more than ${most}` : null,
    above !== null && value <= above ? `it is not more than ${above}` : null,
    below !== null && value >= below ? `it is not less than ${below}` : null,
    part !== null && part > 0 && !isWhole(value / part) ? `it is no multiple of ${part}` : null,
  ]
}

/** Fractions are not exact: 0.3 is three times 0.1. */
const isWhole = (value: number): boolean => Number.isInteger(Number(value.toPrecision(12)))

function ofText(value: string, schema: JsonObject, walk: Walk): readonly (string | null)[] {
  const [least, most] = [limit(schema, 'minLength'), limit(schema, 'maxLength')]
  const { pattern } = schema
  // Characters and not units (JSON Schema validation 6.3); counted only where it matters.
  const length = least === null && most === null ? 0 : Array.from(value).length
  const fits = typeof pattern !== 'string' || matched(pattern, value, walk)
  return [
    least !== null && length < least ? `it has fewer than ${least} characters` : null,
    most !== null && length > most ? `it has more than ${most} characters` : null,
    fits ? null : 'it has not the form that is asked for',
  ]
}

function ofItems(value: readonly Json[], schema: JsonObject): readonly (string | null)[] {
  const [least, most] = [limit(schema, 'minItems'), limit(schema, 'maxItems')]
  const isTwice = schema['uniqueItems'] === true && new Set(value.map(textOf)).size < value.length
  return [
    least !== null && value.length < least ? `it has fewer than ${least} items` : null,
    most !== null && value.length > most ? `it has more than ${most} items` : null,
    isTwice ? 'it has the same item twice' : null,
  ]
}

/** Whoever corrects a call needs it; it is a stranger's word all the same. */
const shownName = (name: string): string => quote(untrusted(name), 60)

function ofMembers(value: JsonObject, schema: JsonObject): readonly (string | null)[] {
  const { required, dependentRequired, dependencies } = schema
  const [least, most] = [limit(schema, 'minProperties'), limit(schema, 'maxProperties')]
  const size = Object.keys(value).length
  const called = calledFor(value, dependentRequired, dependencies).flatMap(namesIn)
  const [missing, ...more] = [...namesIn(required), ...called].filter((name) => !Object.hasOwn(value, name))
  return [
    missing === undefined ? null : `it lacks ${shownName(missing)}${more.length > 0 ? ` and ${more.length} more` : ''}`,
    least !== null && size < least ? `it has fewer than ${least} members` : null,
    most !== null && size > most ? `it has more than ${most} members` : null,
  ]
}
