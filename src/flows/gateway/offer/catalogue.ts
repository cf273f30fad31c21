// Our own client role: takes the whole catalogue of a server, in either era, within bounds.
import { bound } from '../../../core/model/bounds.ts'
import { type Catalogue, type Era, type Item, originOfUri } from '../../../core/model/catalogue.ts'
import { Failure } from '../../../core/model/failure.ts'
import { isObject, type Json, type JsonObject } from '../../../core/model/json.ts'
import { LISTS, type ListShape } from './lists.ts'

/** Asks the server and resolves with its result; an error answer or silence rejects with a Failure. */
export type Call = (method: string, params: JsonObject) => Promise<Json>

/** What the opening of the conversation told: the result of `initialize` or of `server/discover`. */
export type Opening = {
  readonly era: Era
  readonly revision: string
  readonly serverInfo: Json
  readonly instructions: string | null
  readonly capabilities: JsonObject
}

export function openingOf(era: Era, result: Json): Opening {
  if (!isObject(result)) throw unusable('it opens with something that is no object')
  const meta = isObject(result._meta) ? result._meta : {}
  const { instructions = null, capabilities = {} } = result
  if (instructions !== null && typeof instructions !== 'string') throw unusable('its instructions are no text')
  if (!isObject(capabilities)) throw unusable('its capabilities are no object')
  const serverInfo = result.serverInfo ?? meta['io.modelcontextprotocol/serverInfo'] ?? null
  return { era, revision: revisionOf(era, result), serverInfo, instructions, capabilities }
}

function revisionOf(era: Era, result: JsonObject): string {
  if (era === 'modern') return '2026-07-28'
  if (typeof result.protocolVersion !== 'string') throw unusable('it names no protocol revision')
  return result.protocolVersion
}

export async function takeCatalogue(opening: Opening, ask: Call): Promise<Catalogue> {
  const call = weighing(ask)
  const has = (capability: string): boolean => isObject(opening.capabilities[capability])
  const tools = has('tools') ? await list(call, 'tools/list') : []
  const prompts = has('prompts') ? await list(call, 'prompts/list') : []
  const resources = has('resources') ? await list(call, 'resources/list') : []
  const templates = has('resources') ? await list(call, 'resources/templates/list').catch(noTemplates) : []
  return { ...opening, tools, prompts, templates, resources: [...new Set(resources.map(originOf))].sort() }
}

/** Bounds what all pages together may hold: each of them alone may be as long as a message. */
function weighing(ask: Call): Call {
  let bytes = 0
  return async (method, params) => {
    const result = await ask(method, params)
    bytes += JSON.stringify(result).length
    if (bytes > bound('catalogue-bytes'))
      throw unusable(`it says more than ${bound('catalogue-bytes')} bytes of itself`)
    return result
  }
}

/** Servers with resources often leave templates out: "method not found" is an answer, silence is not. */
function noTemplates(cause: unknown): readonly Item[] {
  if (cause instanceof Failure && cause.code === 'method-missing') return []
  throw cause
}

/** `scheme://authority` of a listed resource: its path is data and changes all day. */
export const originOf = ({ name }: Item): string => originOfUri(name)

async function list(call: Call, method: string): Promise<readonly Item[]> {
  const items: Item[] = []
  const seen = new Set<Json>()
  let cursor: Json | undefined
  for (let page = 0; page < bound('catalogue-pages'); page += 1) {
    const result = await call(method, cursor === undefined ? {} : { cursor })
    const found = itemsOf(result, LISTS.get(method)!)
    if (found === null) throw unusable(`its answer to ${method} has not the form of the protocol`)
    items.push(...found)
    if (items.length > bound('catalogue-items')) throw unusable(`it lists more than ${bound('catalogue-items')} items`)
    cursor = isObject(result) ? result.nextCursor : undefined
    if (cursor === undefined || cursor === null) return unique(items, method)
    if (typeof cursor !== 'string' || seen.has(cursor)) throw unusable(`the pages of ${method} have no end`)
    seen.add(cursor)
  }
  throw unusable(`${method} has more than ${bound('catalogue-pages')} pages`)
}

/** The items of one list answer, or null when it is not one. */
export function itemsOf(result: Json, { field, key }: ListShape): readonly Item[] | null {
  const found = isObject(result) ? result[field] : undefined
  if (!Array.isArray(found)) return null
  const items = (found as readonly Json[]).map((body) => {
    const name = isObject(body) ? body[key] : undefined
    return isObject(body) && typeof name === 'string' ? { name, body } : null
  })
  return items.every((item) => item !== null) ? items : null
}

function unique(items: readonly Item[], method: string): readonly Item[] {
  if (new Set(items.map(({ name }) => name)).size !== items.length) throw unusable(`${method} names an item twice`)
  return items
}

const unusable = (why: string): Failure => new Failure('catalogue-unusable', `The server cannot be described: ${why}`)
