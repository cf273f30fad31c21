// Which server a request of a client is for, and where in it the name stands that this server knows.
import type { Era } from '../../model/catalogue.ts'
import { isObject, type JsonObject } from '../../model/json.ts'
import type { Request } from '../../model/message.ts'
import { errorOf, UNKNOWN_ITEM } from '../fault.ts'
import { hasTasks } from './abilities.ts'
import type { Directory, Owned } from './directory.ts'
import type { Tasks } from './tasks.ts'

export type Route =
  /** `path`: where its own name for the item has to stand; null: nowhere. */
  | (Owned & { readonly path: readonly string[] | null })
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

const TASK_METHODS: Readonly<Record<Era, ReadonlySet<string>>> = {
  legacy: new Set(['tasks/get', 'tasks/result', 'tasks/cancel']),
  modern: new Set(['tasks/get', 'tasks/update', 'tasks/cancel']),
}

export type RouteWorld = {
  readonly directory: Directory
  readonly tasks: Pick<Tasks, 'find'>
  readonly era: Era
  /** The server whose extension names a method. */
  readonly ownerOf: (method: string) => string | null
}

export function routeOf({ method, params }: Request, { directory, tasks, era, ownerOf }: RouteWorld): Route {
  const kind = NAMED.get(method)
  if (kind !== undefined) return byName(kind, params['name'], ['params', 'name'], directory)
  if (ADDRESSED[era].has(method)) return byAddress(params['uri'], ['params', 'uri'], directory)
  if (TASK_METHODS[era].has(method) && hasTasks(directory, era)) {
    const owned = tasks.find(params['taskId'])
    return owned === null ? { error: UNKNOWN_TASK } : { ...owned, path: ['params', 'taskId'] }
  }
  if (method !== 'completion/complete') {
    const server = ownerOf(method)
    return server === null ? { error: errorOf('method-unknown') } : { server, item: '', path: null }
  }
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

/** The same for one that never was and for one of somebody else. */
export const UNKNOWN_TASK = errorOf('task-unknown')
