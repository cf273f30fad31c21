// What it costs to check a value against a schema whose parts use one another: how much it is when every use is written out,
// and whether a part uses itself without an end. Both by one walk each that sees every part once.
import type { JsonObject } from '../../model/json.ts'
import { bound } from '../../model/bounds.ts'
import { type Resolver, usedBy } from './links.ts'
import type { Part } from './parts.ts'

/** Parts of the whole when every use is written out, up to one more than the bound; a part inside itself counts once. */
export function unfoldedSize(root: JsonObject, resolver: Resolver): number {
  const most = bound('schema-unfolded') + 1
  const sizes = new Map<JsonObject, number>()
  visit(root, (schema) => usedBy(schema, resolver, 'all'), {
    again: () => undefined,
    leave: (schema, uses) => {
      let size = 1
      for (const inner of uses) size = Math.min(most, size + (sizes.get(inner) ?? 1))
      sizes.set(schema, size)
    },
  })
  return sizes.get(root) ?? 1
}

/** Schemas that use themselves for the very same value: whoever checks a value against one goes round for ever. */
export function circlesIn(parts: readonly Part[], resolver: Resolver): ReadonlySet<JsonObject> {
  const found = new Set<JsonObject>()
  const done = new Set<JsonObject>()
  const visitor: Visitor = { again: (one) => found.add(one), leave: (one) => done.add(one) }
  for (const { schema } of parts) {
    if (!done.has(schema)) visit(schema, (one) => usedBy(one, resolver, 'same value'), visitor, done)
  }
  return found
}

type Visitor = {
  /** A part that is still open is used once more. */
  readonly again: (schema: JsonObject) => void
  readonly leave: (schema: JsonObject, uses: readonly JsonObject[]) => void
}

/** Depth first without recursion: chains of references are as long as a stranger likes. */
function visit(
  root: JsonObject,
  usesOf: (schema: JsonObject) => Iterable<JsonObject>,
  { again, leave }: Visitor,
  done: ReadonlySet<JsonObject> = new Set(),
): void {
  const open = new Set([root])
  const left = new Set<JsonObject>()
  const path = [{ schema: root, uses: [...usesOf(root)], next: 0 }]
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const inner = top.uses[top.next++]
    if (inner === undefined) {
      open.delete(top.schema)
      left.add(top.schema)
      leave(top.schema, top.uses)
      path.pop()
    } else if (open.has(inner)) again(inner)
    else if (!left.has(inner) && !done.has(inner)) {
      open.add(inner)
      path.push({ schema: inner, uses: [...usesOf(inner)], next: 0 })
    }
  }
}
