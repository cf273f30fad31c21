// Finds the entries of a shape in a tree, and one entry again by its id.
import type { EntryId } from './entry.ts'
import type { Shape } from './shape.ts'
import { type Member, membersCalled, type Value } from './tree.ts'

/** A map or list of entries, with the real keys that lead to it. */
export type Group = { readonly within: readonly string[]; readonly keyAt: number; readonly value: Value }

export type Spot = EntryId & {
  readonly shape: Shape
  readonly value: Value
  /** Where a person would look for it. */
  readonly offset: number
}

/** Every place that the path of the shape leads to; a key that is given twice leads to two. */
export function groupsOf(root: Value, { path }: Pick<Shape, 'path'>): Group[] {
  let groups: Group[] = [{ within: [], keyAt: root.span[0], value: root }]
  for (const key of path) {
    groups = groups.flatMap(({ within, value }) => {
      const members = value.kind === 'map' ? value.members.filter((member) => key === '*' || member.key === key) : []
      return members.map((member) => ({
        within: [...within, member.key],
        keyAt: member.keySpan[0],
        value: member.value,
      }))
    })
  }
  return groups
}

/** The entries of one group; null where it is of another kind than the shape says. */
export function spotsOf({ within, value }: Group, shape: Shape): Spot[] | null {
  if (shape.kind === 'list') {
    if (value.kind !== 'list') return null
    return value.items.map((item) => ({ within, name: nameOf(item), shape, value: item, offset: item.span[0] }))
  }
  if (value.kind !== 'map') return null
  const members = shape.kind === 'flat' ? value.members.filter(isFlatEntry) : value.members
  return members.map((member) => ({
    within,
    name: member.key,
    shape,
    value: member.value,
    offset: member.keySpan[0],
  }))
}

function nameOf(item: Value): string {
  const [first] = membersCalled(item, 'name')
  return first?.value.kind === 'text' ? first.value.text : ''
}

/** Beside its servers such a file holds `$schema` and the like. */
const isFlatEntry = ({ value }: Member): boolean =>
  value.kind === 'map' && ['command', 'url', 'serverUrl', 'httpUrl'].some((key) => membersCalled(value, key).length > 0)

/** All spots that answer to the id. More than one is ambiguous, also when a key above them is given twice. */
export function findSpots(root: Value, shapes: readonly Shape[], { within, name }: EntryId): Spot[] {
  const isThere = (other: readonly string[]): boolean =>
    other.length === within.length && other.every((key, index) => key === within[index])
  const spots = shapes.flatMap((shape) => {
    const groups = groupsOf(root, shape).filter((group) => isThere(group.within))
    return groups.flatMap((group) => spotsOf(group, shape) ?? [])
  })
  return [...new Map(spots.filter((spot) => spot.name === name).map((spot) => [spot.value, spot])).values()]
}

/** Whether a key on the way to the entry is given twice, so that clients may see another one. */
export function isAmbiguous(root: Value, within: readonly string[]): boolean {
  let value: Value | undefined = root
  for (const key of within) {
    const found: readonly Member[] = membersCalled(value, key)
    if (found.length > 1) return true
    value = found[0]?.value
  }
  return false
}
