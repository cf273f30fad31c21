// Which facts a set of statements reads at all. Found once when it is loaded: nothing else is computed, passed or told apart.
import { isObject, type Json } from '../../model/json.ts'
import { ALL_ATTRIBUTES, type Attribute } from './schema.ts'

export type Projection = {
  readonly attributes: readonly Attribute[]
  /** JSON pointers into the arguments. */
  readonly pointers: readonly string[]
}

/** A text: why it cannot be known what the statements read. */
export function projectionOf(statements: readonly Json[]): Projection | string {
  const seen: Seen = { attributes: new Set(), pointers: new Set(), fault: null }
  for (const says of statements) look(says, seen)
  if (seen.fault !== null) return seen.fault
  return {
    attributes: ALL_ATTRIBUTES.filter((name) => seen.attributes.has(name)),
    pointers: [...seen.pointers].toSorted(),
  }
}

type Seen = { readonly attributes: Set<string>; readonly pointers: Set<string>; fault: string | null }

function look(node: Json | undefined, seen: Seen): void {
  if (Array.isArray(node)) return (node as readonly Json[]).forEach((part) => look(part, seen))
  if (!isObject(node)) return
  for (const [key, value] of Object.entries(node)) {
    // Data of the policy, which may look like anything.
    if (key === 'Value' || key === 'annotations') continue
    if (key === '.' || key === 'has') attribute(value, seen)
    else if (key === 'getTag' || key === 'hasTag') pointer(value, seen)
    else if (key === 'Var' && value === 'context') seen.fault ??= WHOLE
    else look(value, seen)
  }
}

const WHOLE = 'the context is used as a whole; name an attribute of it'

/** `context.name`, and whatever its left side is where that is more than the word `context`. */
function attribute(node: Json | undefined, seen: Seen): void {
  if (!isObject(node)) return
  const { left, attr } = node
  const isContext = isObject(left) && left['Var'] === 'context'
  if (!isContext) return look(left, seen)
  if (typeof attr === 'string') seen.attributes.add(attr)
  else if (Array.isArray(attr) && typeof attr[0] === 'string') seen.attributes.add(attr[0])
  else seen.fault ??= WHOLE
}

function pointer(node: Json | undefined, seen: Seen): void {
  if (!isObject(node)) return
  look(node['left'], seen)
  const { right } = node
  const written = isObject(right) ? right['Value'] : undefined
  if (typeof written === 'string' && /^(?:\/.*)?$/su.test(written)) seen.pointers.add(written)
  else seen.fault ??= 'a place in the arguments is no JSON pointer that is written out, such as "/path"'
}
