// How much a schema is, whatever its values mean. The walk ends at the first bound that it passes.
import { bound } from '../../model/bounds.ts'
import type { Json } from '../../model/json.ts'

export type Size = {
  readonly values: number
  readonly depth: number
  /** UTF-16 units of its texts and names. */
  readonly chars: number
  /** Entries of its longest list. */
  readonly longest: number
  /** Whether a bound ended the walk: then the other figures are only what was seen until there. */
  readonly isCut: boolean
}

/** A stack instead of recursion bears any depth. Without room for a single value it is cut at once. */
export function sizeOf(root: Json, mostValues: number): Size {
  let [values, depth, chars, longest] = [0, 0, 0, 0]
  const waiting: (readonly [value: Json, depth: number])[] = [[root, 1]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [value, level] = next
    values += 1
    depth = Math.max(depth, level)
    if (typeof value === 'string') chars += value.length
    const isOver = values > mostValues || level > bound('schema-depth') || chars > bound('schema-chars')
    if (Array.isArray(value)) longest = Math.max(longest, value.length)
    if (isOver) return { values, depth, chars, longest, isCut: true }
    if (typeof value !== 'object' || value === null) continue
    const inner = Array.isArray(value) ? (value as readonly Json[]) : Object.values(value)
    // More than this is never looked at, so it need not wait.
    for (const one of inner.slice(0, mostValues + 1)) waiting.push([one, level + 1])
    if (!Array.isArray(value)) for (const name of Object.keys(value)) chars += name.length
  }
  return { values, depth, chars, longest, isCut: false }
}
