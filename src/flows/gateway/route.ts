// What a decoded message is in this conversation: its method, its exchange, or the reason why it may not be there.
import { bound } from '../../core/model/bounds.ts'
import type { Era } from '../../core/model/catalogue.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import {
  idIn,
  type Answer,
  type Direction,
  type ErrorAnswer,
  type Message,
  type Notification,
  type Request,
} from '../../core/model/message.ts'
import { questionsIn } from '../../core/model/questions.ts'
import { abilitiesOf, mayBeAsked } from '../../core/protocol/ability.ts'
import { eraOf, methodOf, mixedEra, targetOf } from '../../core/protocol/era.ts'
import type { FaultCode } from '../../core/protocol/fault.ts'
import { tokenKeyOf } from '../../core/protocol/http/told.ts'
import type { Method } from '../../core/protocol/method.ts'
import { META, MODERN_REVISIONS } from '../../core/protocol/modern/methods.ts'
import { watchedIn } from '../../core/protocol/modern/watched.ts'
import { taskFault } from './begun-tasks.ts'
import { askedIn, isFormed } from './person/asking.ts'
import { taskIn } from './person/granted-tasks.ts'
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
  const fault =
    direction === 'upstream'
      ? isTooLong(message, direction)
        ? 'answer-too-large'
        : faultOfClient(message, entry, live)
      : faultOfServer(message, live)
  const routed = { message, direction, method, target, entry, exchange: null, fault }
  if (message.kind === 'notification' || fault !== null) return routed
  const meta = isObject(message.params._meta) ? message.params._meta : {}
  const opened = live.exchanges.open({
    direction,
    id: message.id,
    method,
    target,
    abilities: abilitiesOf(meta[META.capabilities]),
    progress: tokenKeyOf(meta.progressToken),
    since: live.now(),
    own: false,
    ...(method === 'subscriptions/listen' && { watches: watchedIn(message.params) }),
  })
  return typeof opened === 'string' ? { ...routed, fault: opened } : { ...routed, exchange: opened }
}

/** The first words of a client settle the era; it must be one in which the server is approved. */
export function listen(message: Message, live: Live): void {
  if (message.kind !== 'request' && message.kind !== 'notification') return
  const era = eraOf(message)
  const offer = live.offers[era]
  if (offer === undefined || (live.spoken !== null && !isFallback(message, era, live))) return
  const capabilities = JSON.parse(offer.textOf('capabilities') ?? '{}') as Json
  live.spoken = { era, revision: era === 'modern' ? MODERN_REVISIONS[0] : '', capabilities }
  live.opening = null
}

/** A client of both eras may ask what there is, dislike the answer, and open in the legacy way on the same line. */
const isFallback = (message: Request | Notification, era: Era, live: Live): boolean =>
  era === 'legacy' && message.method === 'initialize' && live.spoken?.era === 'modern' && live.check.state === 'unasked'

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
  if (direction === 'downstream' && message.kind === 'answer' && !exchange.own) remember(message, exchange, live)
  return {
    ...none,
    method: exchange.method,
    target: exchange.target,
    exchange,
    fault: isTooLong(message, direction) ? 'answer-too-large' : faultOfAnswer(message, direction, exchange, live),
  }
}

/** What only this client may bring back or ask for. */
function remember({ result }: Answer, { method }: Exchange, live: Live): void {
  live.states.tell(result)
  const begun = method === 'tools/call' ? taskIn(result, live) : null
  if (begun !== null) live.begunTasks.add(live.server, begun)
}

function faultOfClient(message: Request | Notification, entry: Method, live: Live): FaultCode | null {
  const spoken = live.spoken!
  const isOpen = spoken.revision !== ''
  if (message.method === 'initialize') {
    const isOpening = live.exchanges.pending('upstream').some(({ method }) => method === 'initialize')
    return isOpen || isOpening ? 'already-opened' : null
  }
  const mixed = mixedEra(message, spoken.era)
  if (mixed !== null) return mixed
  if (message.kind === 'request') {
    if (spoken.era === 'modern' && !live.states.fits(message.params)) return 'state-refused'
    const foreign = taskFault(message, 'upstream', live)
    if (foreign !== null) return foreign
    return isOpen || entry.early === true ? null : 'not-opened'
  }
  return message.method === 'notifications/cancelled' && cancelsOurs(message, live) ? 'not-yours' : null
}

function cancelsOurs({ params }: Notification, live: Live): boolean {
  const id = idIn(params)
  return id !== null && live.exchanges.find('upstream', id)?.own === true
}

function faultOfServer(message: Request | Notification, live: Live): FaultCode | null {
  const asking = { message, direction: 'downstream', exchange: null } as const
  // A question in a note has nobody who declared that it may be asked. Who wants it asks for the task.
  if (message.kind !== 'request') return askedIn(asking).length > 0 ? 'not-mcp' : taskFault(message, 'downstream', live)
  if (live.hasLeft) return 'client-left'
  if (mayBeAsked(live.abilities, message.method, message.params) === false) return 'capability-undeclared'
  return isFormed(asking) ? null : 'not-mcp'
}

const faultOfAnswer = (
  message: Answer | ErrorAnswer,
  direction: Direction,
  exchange: Exchange,
  live: Live,
): FaultCode | null =>
  undeclaredInput(message, exchange) ??
  undeclaredError({ message, direction, exchange }, live) ??
  (isFormed({ message, direction, exchange }) ? null : 'not-mcp')

/** In the legacy era a client says once what it can do. The modern one has no such error. */
const undeclaredError = (asking: Parameters<typeof askedIn>[0], { abilities }: Live): FaultCode | null =>
  asking.message.kind === 'error' &&
  askedIn(asking).some((one) => mayBeAsked(abilities, one.method, one.params) === false)
    ? 'capability-undeclared'
    : null

/** The only requests that may be answered with a question (MCP 2026-07-28 multi round-trip), and what fetches such an answer. */
const MAY_NEED_INPUT = new Set(['tools/call', 'resources/read', 'prompts/get', 'tasks/get', 'tasks/result'])

/** MCP 2026-07-28 multi round-trip: a server may only ask for input that this very request declared. */
function undeclaredInput(message: Answer | ErrorAnswer, { abilities, method, own }: Exchange): FaultCode | null {
  if (own || message.kind !== 'answer' || !isObject(message.result)) return null
  const asked = questionsIn(message.result)
  if (message.result.resultType !== 'input_required' && asked.length === 0) return null
  if (!MAY_NEED_INPUT.has(method)) return 'not-mcp'
  return asked.every((one) => mayBeAsked(abilities, one.method, one.params) === true) ? null : 'capability-undeclared'
}

/** What a person or a model answers a server, in either era. */
const isTooLong = (message: Message, direction: Direction): boolean => {
  const limit = bound('client-answer-bytes')
  if (direction === 'downstream' || message.raw.length <= limit) return false
  if (message.kind !== 'request') return message.kind === 'answer'
  const { inputResponses } = message.params
  return inputResponses !== undefined && JSON.stringify(inputResponses).length > limit
}
