// Which server a request of a client is for, and where in it the name stands that this server knows.
import type { Era } from '../../model/catalogue.ts'
import { isObject, type JsonObject } from '../../model/json.ts'
import type { Request } from '../../model/message.ts'
import { errorOf, UNKNOWN_ITEM } from '../fault.ts'
import type { Directory, Owned } from './directory.ts'

export type Route =
  | (Owned & { readonly path: readonly string[] })
  /** Why it goes nowhere. */
  | { readonly error: JsonObject }

const NAMED: ReadonlyMap<string, 'tools' | 'prompts'> = new Map([
  ['tools/call', 'tools'],
  ['prompts/get', 'prompts'],
])
const ADDRESSED: Readonly<Record<Era, ReadonlySet<string>>> = {
  legacy: new Set(['resources/read', 'resources/subscribe', 'resources/unsubscribe']),
  modern: new Set(['resources/read']),
}

export function routeOf({ method, params }: Request, directory: Directory, era: Era): Route {
  const kind = NAMED.get(method)
  if (kind !== undefined) return byName(kind, params['name'], ['params', 'name'], directory)
  if (ADDRESSED[era].has(method)) return byAddress(params['uri'], ['params', 'uri'], directory)
  if (method !== 'completion/complete') return { error: errorOf('method-unknown') }
  const { ref } = params
  if (!isObject(ref)) return { error: errorOf('not-mcp') }
  return typeof ref['name'] === 'string'
    ? byName('prompts', ref['name'], ['params', 'ref', 'name'], directory)
    : byAddress(ref['uri'], ['params', 'ref', 'uri'], directory)
}

function byName(kind: 'tools' | 'prompts', name: unknown, path: readonly string[], directory: Directory): Route {
  const owned = typeof name === 'string' ? directory.find(kind, name) : null
  if (owned !== null) return { ...owned, path }
  return { error: UNKNOWN_ITEM }
}

function byAddress(uri: unknown, path: readonly string[], directory: Directory): Route {
  const owned = typeof uri === 'string' ? directory.locate(uri) : 'unknown'
  if (typeof owned !== 'string') return { ...owned, path }
  const why = owned === 'shared' ? 'More than one server has such addresses.' : 'No server behind this endpoint has it.'
  const { code, message } = errorOf('address-unknown')
  return { error: { code, message: `${message} ${why} Name the server: sallyport://SERVER/ADDRESS.` } }
}
