// The words of a message that are judged, and as what. Every member is: what is compared with the pin instead is left out by its name.
import { isObject, type Json, without } from '../../../core/model/json.ts'
import type { Direction, Message } from '../../../core/model/message.ts'
import { ENVELOPE_NAMES } from '../../../core/protocol/alias.ts'
import type { Part } from '../../judging/judge-message.ts'
import type { Member } from '../../judging/work.ts'
import type { Exchange } from '../exchanges.ts'
import { opposite, type Live } from '../live.ts'
import { LISTS } from '../offer/lists.ts'

/** `place` begins the places that findings name, where they would be taken for those of another part. */
export type Said = {
  readonly part: Part
  readonly body: Json
  readonly member: Member
  /** Names of members that are left out of it. */
  readonly leaves: readonly string[]
  readonly tool: string
  readonly place: '' | 'inputResponses' | 'beside'
}

/** None where it carries no words of anybody. */
export const saidIn = (message: Message, direction: Direction, live: Live): readonly Said[] =>
  [mainIn(message, direction, live), responsesIn(message, direction), besideIn(message, direction)].filter(
    (one) => one !== null,
  )

const PLAIN = { leaves: [], tool: '', place: '' } as const

function mainIn(message: Message, direction: Direction, live: Live): Said | null {
  return message.kind === 'answer' || message.kind === 'error'
    ? answered(message, direction, live)
    : asked(message, direction)
}

/** What a person or a model answers to a server comes with the next request (MCP 2026-07-28 multi round-trip). */
function responsesIn(message: Message, direction: Direction): Said | null {
  if (message.kind !== 'request' || direction !== 'upstream') return null
  const { inputResponses: body } = message.params
  return body === undefined
    ? null
    : { ...PLAIN, part: 'argument', body, member: 'inputResponses', place: 'inputResponses' }
}

/** What nobody's protocol has a word for: most readers pass over it, and whoever shows it shows it as it is. */
function besideIn({ beside }: Message, direction: Direction): Said | null {
  if (beside === undefined) return null
  const part = direction === 'upstream' ? 'argument' : 'note'
  return { ...PLAIN, part, body: beside, member: 'message', leaves: ENVELOPE_NAMES, place: 'beside' }
}

function asked(message: Extract<Message, { kind: 'request' | 'notification' }>, direction: Direction): Said | null {
  const { method, params } = message
  if (direction === 'downstream')
    return { ...PLAIN, part: message.kind === 'request' ? 'question' : 'note', body: params, member: 'params' }
  if (method === 'tools/call') {
    const tool = typeof params.name === 'string' ? params.name : ''
    return { ...PLAIN, part: 'argument', body: params.arguments ?? null, member: 'arguments', tool }
  }
  return message.kind === 'notification' || QUIET.has(method) || LISTS.has(method)
    ? null
    : { ...PLAIN, part: 'argument', body: params, member: 'params' }
}

/** What a client says in these names nothing but ids, levels and itself. */
const QUIET: ReadonlySet<string> = new Set([
  'initialize',
  'server/discover',
  'ping',
  'logging/setLevel',
  'resources/unsubscribe',
  'tasks/get',
  'tasks/result',
  'tasks/list',
  'tasks/update',
  'tasks/cancel',
])

function answered(
  message: Extract<Message, { kind: 'answer' | 'error' }>,
  direction: Direction,
  live: Live,
): Said | null {
  const exchange = message.id === null ? undefined : live.exchanges.find(opposite(direction), message.id)
  if (exchange === undefined || exchange.own) return null
  const tool = exchange.method === 'tools/call' ? exchange.target : ''
  const [member, body] =
    message.kind === 'error' ? (['error', message.error] as const) : (['result', message.result] as const)
  if (direction === 'upstream') return { ...PLAIN, part: 'argument', body, member }
  if (message.kind === 'error') return { ...PLAIN, part: 'error', body, member, tool }
  const leaves = live.pin === null ? null : pinnedIn(exchange)
  if (leaves === null) return { ...PLAIN, part: partOf(exchange, body), body, member, tool }
  const rest = isObject(body) ? without(body, leaves) : null
  return rest === null || isBare(rest) ? null : { ...PLAIN, part: 'note', body: rest, member, leaves }
}

/** What is compared with the pin; a run that is trusted once has none. Of listed resources only the origin is pinned, and they change: all of such a list is judged. */
function pinnedIn({ method }: Exchange): readonly string[] | null {
  if (method === 'initialize' || method === 'server/discover')
    return ['protocolVersion', 'instructions', 'serverInfo', 'capabilities']
  const list = LISTS.get(method)
  return list === undefined || list.kind === 'resources' ? null : [list.field]
}

/** What stands beside most lists is no words: a large one need not be read for it. */
const isBare = (rest: { readonly [name: string]: Json }): boolean =>
  Object.entries(rest).every(
    ([name, value]) =>
      (name === 'resultType' && value === 'complete') ||
      (name === 'ttlMs' && typeof value === 'number') ||
      (name === 'cacheScope' && (value === 'private' || value === 'public')),
  )

function partOf(exchange: Exchange, result: Json): Part {
  const { method } = exchange
  if (method === 'resources/list') return 'resource'
  if (pinnedIn(exchange) !== null) return 'note'
  if (isObject(result) && result.resultType === 'input_required') return 'question'
  return method === 'resources/read' ? 'resource' : method === 'prompts/get' ? 'prompt' : 'result'
}
