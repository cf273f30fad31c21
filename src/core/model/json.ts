// JSON as parsed. The text it came from is kept beside it wherever numbers or bytes matter.
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json }

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What an object says beside these members; null: nothing. */
export function without(object: JsonObject, names: readonly string[]): JsonObject | null {
  const left = Object.entries(object).filter(([name]) => !names.includes(name))
  return left.length === 0 ? null : Object.fromEntries(left)
}
