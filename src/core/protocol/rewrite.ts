// A message with some of its texts changed. Numbers keep the digits they were written with, and everything else its order.
import { isObject, type Json } from '../model/json.ts'
import { digitsOf, parseKeepingNumbers } from './encode.ts'

/** The text in a value, or the digits of a number, changed; undefined: it stays. */
export type Change = (text: string) => string | undefined

/** `path` leads to the part whose strings, names of members and numbers are offered. */
export function rewrite(text: string, path: readonly string[], change: Change): string {
  const message = parseKeepingNumbers(text)
  return JSON.stringify(changedAt(message, path, change))
}

function changedAt(value: Json, [step, ...rest]: readonly string[], change: Change): Json {
  if (step === undefined) return changed(value, change)
  if (!isObject(value) || !Object.hasOwn(value, step)) return value
  return { ...value, [step]: changedAt(value[step]!, rest, change) }
}

function changed(value: Json, change: Change): Json {
  if (typeof value === 'string') return change(value) ?? value
  if (typeof value === 'number') return change(String(value)) ?? value
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => changed(item, change))
  if (!isObject(value)) return value
  const source = digitsOf(value)
  if (source !== null) return change(source) ?? value
  // Entries and no assignment: `__proto__` was refused when the message was read, and stays an ordinary name here.
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [change(name) ?? name, changed(inner, change)] as const),
  )
}
