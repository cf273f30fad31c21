// The argument of a known interface that says where: a path, an address.
import type { Known } from '../known/known.ts'
import type { Given } from './call.ts'
import type { Cell } from './cell.ts'

/** Null: it has none, or none was given. */
export function placeIn({ place }: Known, { args, named, on }: Given): Cell | null {
  if (place === undefined) return null
  return place < 0 ? on : (args[place] ?? named[0]?.[1] ?? null)
}
