// The same thing said in the form of the other era: `_meta`, results, errors, and what a server says of itself.
import { isObject, type Json, type JsonObject } from '../../model/json.ts'
import type { Request } from '../../model/message.ts'
import { META, MODERN_REVISIONS } from '../modern/methods.ts'
import { without } from './translation.ts'

const PROTOCOL_META = Object.values(META)

/** Members by which a modern client goes on with a call, or a legacy one makes a task of it. */
const CARRIED = ['inputResponses', 'requestState', 'task'] as const

/** `_meta` of the peer alone; none where nothing is left. */
const bare = (object: JsonObject): JsonObject => {
  const meta = isObject(object['_meta']) ? without(object['_meta'], ...PROTOCOL_META) : {}
  const rest = without(object, '_meta')
  return Object.keys(meta).length === 0 ? rest : { ...rest, _meta: meta }
}

/** Params as a legacy server knows them. */
export const legacyParams = (params: JsonObject): JsonObject => without(bare(params), ...CARRIED)

/** Params as a modern server needs them; `protocol` says who asks and what it can do. */
export function modernParams(params: JsonObject, protocol: JsonObject): JsonObject {
  const own = legacyParams(params)
  return { ...own, _meta: { ...(isObject(own['_meta']) ? own['_meta'] : {}), ...protocol } }
}

/** Nothing of a notification but what both eras know. */
export const bareParams = bare

/** Results that say how long they may be kept (MCP 2026-07-28 caching). A legacy server never said so: not at all, nor for others. */
const CACHEABLE = new Set([
  'server/discover',
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
])

/** What only the modern era reads: a legacy server that says it would ask, or be kept, past what was judged. */
const ONLY_MODERN = ['resultType', 'inputRequests', 'requestState', 'ttlMs', 'cacheScope'] as const

/** `serverInfo` may stand in each answer; where it was asked for is enough, and the others stay what the server said. */
export function modernResult(method: string, result: JsonObject): JsonObject {
  const own = without(bare(result), ...ONLY_MODERN)
  return { resultType: 'complete', ...own, ...(CACHEABLE.has(method) && { ttlMs: 0, cacheScope: 'private' }) }
}

export function legacyResult(method: string, result: JsonObject): JsonObject {
  const own = without(bare(result), ...ONLY_MODERN)
  if (method === 'tools/list' && Array.isArray(own['tools']))
    return { ...own, tools: (own['tools'] as readonly Json[]).map(withObjects) }
  // Any JSON value in one era, an object in the other.
  return method !== 'tools/call' || isObject(own['structuredContent']) ? own : without(own, 'structuredContent')
}

/** One tool whose structure is no object would make the whole list unreadable for a legacy client. */
function withObjects(tool: Json): Json {
  if (!isObject(tool) || !isObject(tool['outputSchema'])) return tool
  return tool['outputSchema']['type'] === 'object' ? tool : without(tool, 'outputSchema')
}

const NOT_FOUND_LEGACY = -32002
const NOT_FOUND_MODERN = -32602

/** A resource that is not there has a code of its own in one era alone. */
export const modernError = (error: JsonObject): JsonObject =>
  error['code'] === NOT_FOUND_LEGACY ? { ...error, code: NOT_FOUND_MODERN } : error

/** In the other it shares its code with all that is wrong with params: it is that one where the error names the very resource. */
export function legacyError({ method, params: { uri } }: Request, error: JsonObject): JsonObject {
  const isMissing = method === 'resources/read' && error['code'] === NOT_FOUND_MODERN
  return isMissing && isObject(error['data']) && error['data']['uri'] === uri
    ? { ...error, code: NOT_FOUND_LEGACY }
    : error
}

/** Tasks are two different things in the two eras. */
const TASKS = 'io.modelcontextprotocol/tasks'
const shared = (capabilities: Json | undefined): JsonObject => {
  if (!isObject(capabilities)) return {}
  const own = without(capabilities, 'tasks')
  return isObject(own['extensions']) ? { ...own, extensions: without(own['extensions'], TASKS) } : own
}

export const clientCapabilities = shared

/** The answer to `server/discover`, from that to `initialize`. */
export const discoverOf = ({ capabilities, instructions, serverInfo }: JsonObject): JsonObject => ({
  ...modernResult('server/discover', { supportedVersions: [...MODERN_REVISIONS], capabilities: shared(capabilities) }),
  ...(typeof instructions === 'string' && { instructions }),
  ...(isObject(serverInfo) && { _meta: { [META.serverInfo]: serverInfo } }),
})

/** The answer to `initialize`, from that to `server/discover`. */
export function initializedOf(result: JsonObject, protocolVersion: string): JsonObject {
  const meta = isObject(result['_meta']) ? result['_meta'] : {}
  // Where it stands is a matter of drafts: the guard reads both places too.
  const serverInfo = result['serverInfo'] ?? meta[META.serverInfo]
  return {
    protocolVersion,
    capabilities: shared(result['capabilities']),
    serverInfo: isObject(serverInfo) ? serverInfo : { name: 'unknown', version: '0' },
    ...(typeof result['instructions'] === 'string' && { instructions: result['instructions'] }),
  }
}
