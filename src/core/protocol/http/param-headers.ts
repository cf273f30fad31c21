// Headers that repeat arguments of a tool, as its approved schema asks for (`x-mcp-header`, MCP 2026-07-28 server/tools). What
// stands before a server may route by them, so they have to say what the body says.
import { isObject, type Json } from '../../model/json.ts'
import { decodeValue, type Headers, trimmed } from './standard-headers.ts'

export type ParamHeader = {
  /** In small letters, with its prefix. */
  readonly header: string
  readonly path: readonly string[]
  readonly isNumber: boolean
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/
const TYPES: ReadonlySet<Json | undefined> = new Set(['string', 'integer', 'number', 'boolean'])
const MAX_DEPTH = 8

/** Those that a client can know of: of primitive type, and reached by names of members alone. */
export function paramHeadersIn(schema: Json, path: readonly string[] = []): readonly ParamHeader[] {
  if (!isObject(schema) || path.length > MAX_DEPTH) return []
  const name = schema['x-mcp-header']
  const isOne = path.length > 0 && typeof name === 'string' && TOKEN.test(name) && TYPES.has(schema.type)
  const isNumber = schema.type === 'integer' || schema.type === 'number'
  const own = isOne ? [{ header: `mcp-param-${name.toLowerCase()}`, path, isNumber }] : []
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : []
  return [...own, ...properties.flatMap(([key, inner]) => paramHeadersIn(inner, [...path, key]))]
}

/** The header that does not fit what is passed; null when all do. One that repeats nothing is not looked at. */
export function misfitParam(declared: readonly ParamHeader[], given: Json, headers: Headers): string | null {
  const wrong = declared.find(({ header, path, isNumber }) => {
    const value = valueAt(given, path)
    const text = textOf(value)
    if (text === null) return false
    const said = trimmed(headers[header])
    const decoded = said === undefined ? null : decodeValue(said)
    if (decoded === null || decoded === text) return decoded === null
    // 42.0 and 42 are one number.
    return !(isNumber && /^-?\d+(?:\.\d+)?$/.test(decoded) && Number(decoded) === value)
  })
  return wrong?.header ?? null
}

export function valueAt(given: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = given
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return value
}

/** As it stands in a header; null where nothing is to be repeated. */
export function textOf(value: Json | undefined): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value !== 'number' || (Number.isInteger(value) && !Number.isSafeInteger(value))) return null
  return String(value)
}
