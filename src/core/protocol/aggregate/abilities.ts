// What servers behind the endpoint can do beyond what every one of them may bring: it is offered as far as one was approved with it.
import type { Era } from '../../model/catalogue.ts'
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import type { Directory } from './directory.ts'

/** The first legacy revision that has tasks. */
export const FIRST_WITH_TASKS = '2025-11-25'

/** What is offered of tasks in the legacy era (MCP 2025-11-25 tasks); null: nothing. */
export function tasksOf(directory: Directory): JsonObject | null {
  const said = spoken(directory, 'legacy')
    .map(([, { tasks }]) => tasks)
    .filter(isObject)
  const able = said.filter(
    ({ requests }) => isObject(requests) && isObject(requests['tools']) && requests['tools']['call'] !== undefined,
  )
  if (able.length === 0) return null
  return {
    ...(able.some(({ list }) => list !== undefined) && { list: {} }),
    ...(able.some(({ cancel }) => cancel !== undefined) && { cancel: {} }),
    requests: { tools: { call: {} } },
  }
}

/** Whether anybody can begin a task. */
export const hasTasks = (directory: Directory, era: Era): boolean =>
  era === 'legacy' ? tasksOf(directory) !== null : Object.hasOwn(extensionsOf(directory, era, false), TASKS)

/** The extensions that are offered. `all`: also those that tell of one server. */
export function extensionsOf(directory: Directory, era: Era, all: boolean): JsonObject {
  const names = new Set(
    spoken(directory, era).flatMap(([, { extensions }]) => (isObject(extensions) ? Object.keys(extensions) : [])),
  )
  return Object.fromEntries(
    [...names].toSorted().flatMap((name): readonly (readonly [string, Json])[] => {
      if (SHARED[era].has(name)) return [[name, {}]]
      const own = all ? soleIn(directory, era, name) : null
      return own === null ? [] : [[name, own.says]]
    }),
  )
}

/** The one server whose extension names this method; null: none, or more than one. */
export function ownerOf(directory: Directory, era: Era, method: string): string | null {
  const [extension = ''] = /^[^/]*\/[^/]*(?=\/)/.exec(method) ?? []
  return soleIn(directory, era, extension)?.server ?? null
}

/** What a client does for one server as a task, another could ask for: it is not said that it can. */
export function withoutOwnTasks(opening: JsonObject): JsonObject {
  const { capabilities } = opening
  if (!isObject(capabilities) || capabilities['tasks'] === undefined) return opening
  const { tasks: _, ...left } = capabilities
  return { ...opening, capabilities: left }
}

const OFFICIAL = 'io.modelcontextprotocol/'
/** So that no method of the protocol begins like it. */
const VENDORS = /^[^/]+\.[^/]+\/[^/]+$/
const UI = `${OFFICIAL}ui`
const TASKS = `${OFFICIAL}tasks`
/** Those in which each message says by a name or an address of ours which server it is for. */
const SHARED: Readonly<Record<Era, ReadonlySet<string>>> = {
  legacy: new Set([UI]),
  modern: new Set([UI, TASKS]),
}

function soleIn(directory: Directory, era: Era, name: string): { readonly server: string; readonly says: Json } | null {
  if (!VENDORS.test(name) || name.startsWith(OFFICIAL)) return null
  const [first, ...others] = spoken(directory, era).flatMap(([server, { extensions }]) =>
    isObject(extensions) && Object.hasOwn(extensions, name) ? [{ server, says: extensions[name]! }] : [],
  )
  return others.length === 0 ? (first ?? null) : null
}

function spoken({ servers }: Directory, era: Era): readonly (readonly [string, JsonObject])[] {
  return servers.flatMap(({ name, withheld, capabilities }) =>
    withheld === null && capabilities[era] !== undefined ? [[name, capabilities[era]] as const] : [],
  )
}
