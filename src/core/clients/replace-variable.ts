// Puts another text in the place of one variable's value in one entry, and proves that nothing else changed its meaning.
import type { FilePattern } from './client.ts'
import type { EntryId } from './entry.ts'
import { ENV, holderOf } from './fields.ts'
import { findSpots, isAmbiguous } from './locate.ts'
import type { Shape } from './shape.ts'
import { type MapValue, meaning, type Member, membersCalled, type Value } from './tree.ts'
import { treeOf } from './tree-of.ts'

type Kept = Pick<FilePattern, 'format' | 'shapes'>

export type Swap = EntryId & {
  readonly variable: string
  /** The value that must stand there now. */
  readonly expects: string
  /** What is written in its place, as the file says it, and what that means. */
  readonly put: string
  readonly means: string
}

export type Swapped =
  /** `taken` is the text that stood there. */
  | { readonly kind: 'swapped'; readonly text: string; readonly taken: string }
  /** There is no such entry, or it has no such variable any more. */
  | { readonly kind: 'gone' }
  /** It has another value by now. */
  | { readonly kind: 'foreign'; readonly value: string }
  /** `why` is our own words and safe to print. */
  | { readonly kind: 'cannot'; readonly why: string }

type Found = { readonly root: Value; readonly value: Value; readonly says: string }
const cannot = (why: string): Swapped => ({ kind: 'cannot', why })

export function replaceVariable(text: string, pattern: Kept, swap: Swap): Swapped {
  const found = variableIn(text, pattern, swap)
  if ('kind' in found) return found
  if (found.says !== swap.expects) return { kind: 'foreign', value: found.says }
  const [start, end] = found.value.span
  const changed = text.slice(0, start) + swap.put + text.slice(end)
  const now = variableIn(changed, pattern, swap)
  const isSafe = !('kind' in now) && now.says === swap.means && othersOf(now) === othersOf(found)
  return isSafe
    ? { kind: 'swapped', text: changed, taken: text.slice(start, end) }
    : cannot('changing it would change more than the value of this variable')
}

const othersOf = ({ root, value }: Found): string => meaning(root, new Set([value]))

function variableIn(
  text: string,
  { format, shapes }: Kept,
  id: Pick<Swap, 'within' | 'name' | 'variable'>,
): Found | Swapped {
  const { root, faults } = treeOf(text, format)
  if (root === null || faults.length > 0) return cannot(`the file is broken: ${faults[0]?.why ?? 'it is empty'}`)
  const [spot, another] = findSpots(root, shapes, id)
  if (spot === undefined) return { kind: 'gone' }
  if (another !== undefined || isAmbiguous(root, id.within))
    return cannot('its name is given twice; clients differ in which one they take')
  if (spot.value.kind !== 'map' || spot.value.fault !== undefined) return cannot('it is not an object')
  const [member, again] = environmentsOf(spot.value, spot.shape).flatMap((env) => membersCalled(env, id.variable))
  if (member === undefined) return { kind: 'gone' }
  if (again !== undefined) return cannot('the variable is given twice; clients differ in which one they take')
  const { value } = member
  if (value.isFixed === true || spot.value.isFixed === true)
    return cannot('its value is shared with other parts of the file')
  if (value.kind === 'text') return { root, value, says: value.text }
  return value.kind === 'plain' ? { root, value, says: value.shown } : cannot('its value is not a text')
}

function environmentsOf(entry: MapValue, shape: Shape): readonly Value[] {
  const { map } = holderOf(entry, shape)
  const inHolder: readonly Member[] = map === entry ? [] : membersCalled(map, 'env')
  return [...inHolder, ...ENV.flatMap((key) => membersCalled(entry, key))].map(({ value }) => value)
}
