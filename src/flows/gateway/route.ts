// What a decoded message is in this conversation: its method, its exchange, or the reason why it may not be there.
import { isObject, type Json } from '../../core/model/json.ts'
import type { Answer, Direction, ErrorAnswer, Message, Notification, Request } from '../../core/model/message.ts'
import { eraOf, methodOf, targetOf } from '../../core/protocol/era.ts'
import type { FaultCode } from '../../core/protocol/fault.ts'
import type { Method } from '../../core/protocol/method.ts'
import { META } from '../../core/protocol/modern/methods.ts'
import type { Exchange } from './exchanges.ts'
import { opposite, type Live } from './live.ts'

export type Routed = {
  readonly message: Message
  readonly direction: Direction
  readonly method: string
  readonly target: string
  readonly entry: Method | null
  readonly exchange: Exchange | null
  readonly fault: FaultCode | null
}

export function route(message: Message, direction: Direction, live: Live): Routed {
  if (message.kind === 'answer' || message.kind === 'error') return routeAnswer(message, direction, live)
  const { method } = message
  const entry = live.spoken === null ? 'era-refused' : methodOf(message, direction, live.spoken)
  if (typeof entry === 'string')
    return { message, direction, method, target: '', entry: null, exchange: null, fault: entry }
  const target = targetOf(message, entry)
  const fault = undeclared(entry, direction, live) ?? unopened(message, entry, live)
  const routed = { message, direction, method, target, entry, exchange: null, fault }
  if (message.kind === 'notification' || fault !== null) return routed
  const capabilities = capabilitiesOf(message)
  const { id } = message
  const opened = live.exchanges.open({ direction, id, method, target, capabilities, since: live.now(), own: false })
  return typeof opened === 'string' ? { ...routed, fault: opened } : { ...routed, exchange: opened }
}

/** The first words of a client settle the era; it must be one in which the server is approved. */
export function listen(message: Message, live: Live): void {
  if (message.kind !== 'request' && message.kind !== 'notification') return
  const era = eraOf(message)
  const offer = live.offers[era]
  if (live.spoken !== null || offer === undefined) return
  const capabilities = JSON.parse(offer.textOf('capabilities') ?? '{}') as Json
  live.spoken = { era, revision: era === 'modern' ? '2026-07-28' : '', capabilities }
}

function routeAnswer(message: Answer | ErrorAnswer, direction: Direction, live: Live): Routed {
  const asked = opposite(direction)
  const none = { message, direction, method: '', target: '', entry: null, exchange: null }
  if (live.spoken?.era === 'modern' && direction === 'upstream') return { ...none, fault: 'wrong-direction' }
  if (message.id === null) return { ...none, fault: 'answer-unmatched' }
  const exchange = live.exchanges.settle(asked, message.id)
  if (exchange === undefined) {
    const fault = live.exchanges.wasCancelled(asked, message.id) ? 'answer-late' : 'answer-unmatched'
    return { ...none, fault }
  }
  return {
    ...none,
    method: exchange.method,
    target: exchange.target,
    exchange,
    fault: undeclaredInput(message, exchange),
  }
}

function unopened(message: Request | Notification, entry: Method, live: Live): FaultCode | null {
  const isOpen = live.spoken?.era === 'modern' || live.spoken?.revision !== ''
  if (message.method === 'initialize') return isOpen ? 'already-opened' : null
  return message.kind === 'request' && !isOpen && entry.early !== true ? 'not-opened' : null
}

function undeclared({ needs = [] }: Method, direction: Direction, live: Live): FaultCode | null {
  const declared = live.clientCapabilities
  const lacks = needs.some((capability) => !isObject(declared) || declared[capability] === undefined)
  return direction === 'downstream' && lacks ? 'capability-undeclared' : null
}

const INPUT_NEEDS: Readonly<Record<string, string>> = {
  'sampling/createMessage': 'sampling',
  'elicitation/create': 'elicitation',
  'roots/list': 'roots',
}

/** MCP 2026-07-28 multi round-trip: a server may only ask for input that this very request declared. */
function undeclaredInput(message: Answer | ErrorAnswer, { capabilities, own }: Exchange): FaultCode | null {
  if (own || message.kind !== 'answer' || !isObject(message.result)) return null
  if (message.result.resultType !== 'input_required') return null
  const { inputRequests } = message.result
  if (inputRequests === undefined) return null
  const asked = isObject(inputRequests) ? Object.values(inputRequests) : [null]
  const declared = isObject(capabilities) ? capabilities : {}
  const isDeclared = (request: Json): boolean => {
    const method = isObject(request) && typeof request.method === 'string' ? request.method : ''
    const needs = Object.hasOwn(INPUT_NEEDS, method) ? INPUT_NEEDS[method] : undefined
    return needs !== undefined && declared[needs] !== undefined
  }
  return asked.every(isDeclared) ? null : 'capability-undeclared'
}

function capabilitiesOf({ params }: Request): Json {
  const meta = params._meta
  return isObject(meta) ? (meta[META.capabilities] ?? {}) : {}
}
