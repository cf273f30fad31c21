// The shape of what is passed to a tool: where something stands, of what type, and about how long. Never the values.
import { bound } from '../model/bounds.ts'
import { isObject, type Json } from '../model/json.ts'
import { step } from '../model/pointer.ts'

/** `texts` are those that were walked past: whoever looks at them next needs no walk of their own. */
export type Shape = {
  readonly places: ReadonlySet<string>
  readonly texts: readonly string[]
  readonly isWhole: boolean
}

/** Places such as `/path text to 64`, and `(whole) object`. `names` are those of the approved schema: all others are somebody's words, and stand as `?`. */
export function shapeOf(passed: Json, names: ReadonlySet<string>): Shape {
  const found = new Set<string>()
  const texts: string[] = []
  const rest = (): Shape => ({ places: found.add('more'), texts, isWhole: false })
  const waiting: (readonly [value: Json, at: string])[] = [[passed, '']]
  let steps = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    steps += 1
    if (steps + waiting.length > bound('baseline-steps')) return rest()
    const [value, at] = next
    if (typeof value === 'string') texts.push(value)
    for (const type of typesOf(value))
      found.add(`${at === '' ? '(whole)' : at} ${type}`.slice(0, bound('baseline-member-chars')))
    if (Array.isArray(value)) {
      // A long list is not copied before it is known to be short enough.
      if (value.length > bound('baseline-steps')) return rest()
      for (const one of value) waiting.push([one as Json, `${at}/*`])
    } else if (isObject(value)) {
      for (const [name, one] of Object.entries(value))
        waiting.push([one, `${at}/${names.has(name) ? step(name) : '?'}`])
    }
  }
  return { places: found, texts, isWhole: true }
}

/** All names of members that a schema speaks of. */
export function namesIn(schema: Json): ReadonlySet<string> {
  const found = new Set<string>()
  const waiting: Json[] = [schema]
  for (let next = waiting.pop(); next !== undefined && found.size < bound('baseline-steps'); next = waiting.pop()) {
    if (Array.isArray(next)) waiting.push(...(next as readonly Json[]))
    else if (isObject(next)) {
      for (const [key, value] of Object.entries(next)) {
        if (key === 'properties' && isObject(value)) for (const name of Object.keys(value)) found.add(name)
        waiting.push(value)
      }
    }
  }
  return found
}

/** A longer text counts as each shorter one too, and a number as a whole one: less than usual is nothing new. */
function typesOf(value: Json): readonly string[] {
  if (value === null) return ['null']
  if (Array.isArray(value)) return ['list']
  switch (typeof value) {
    case 'string':
      return TEXTS.slice(0, 1 + LENGTHS.filter((most) => value.length > most).length)
    case 'number':
      return Number.isInteger(value) ? ['whole number'] : ['whole number', 'number']
    case 'boolean':
      return ['yes or no']
    default:
      return ['object']
  }
}

/** A name, a line, a page, or more than a page. */
const LENGTHS = [64, 1_024, 16_384]
const TEXTS = [...LENGTHS.map((most) => `text to ${most}`), 'text above 16384']
