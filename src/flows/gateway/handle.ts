// The one path of every message, in either direction: route, inspect, decide, record, enforce.
import type { Decision } from '../../core/model/decision.ts'
import type { Direction, Message } from '../../core/model/message.ts'
import { decide } from '../../core/policy/decide.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { checkCatalogue, mustWait } from './check.ts'
import { enforce } from './enforce.ts'
import { inspect, type Inspected } from './inspect.ts'
import { offerOf, opposite, type Live } from './live.ts'
import { listen, route, type Routed } from './route.ts'

/** Once it is over nothing passes, whatever it is: quarantine holds for messages already on their way. */
const OVER: Decision = { effect: 'deny', reasons: ['over'], obligations: [] }

export async function handle(message: Message, direction: Direction, live: Live): Promise<void> {
  if (direction === 'upstream') listen(message, live)
  if (direction === 'upstream' && mustWait(message, live)) {
    live.held.push({ message, direction })
    return checkCatalogue(live)
  }
  if (direction === 'upstream') forgetCancelled(message, live)
  const routed = route(message, direction, live)
  const inspected = inspect(routed, live)
  const decision = live.farewell === null ? decide(inspected.facts) : OVER
  const seq = record(routed, decision, live)
  advance(routed, decision, inspected, live)
  await enforce(routed, decision, inspected, live, seq)
  follow(routed, decision, live)
}

/** A call that is cancelled while it waits never reaches the server. */
function forgetCancelled(message: Message, live: Live): void {
  if (message.kind !== 'notification' || message.method !== 'notifications/cancelled') return
  const { requestId } = message.params
  live.held = live.held.filter(({ message: waiting }) => waiting.kind !== 'request' || waiting.id !== requestId)
}

function record({ message, direction, method, target, exchange }: Routed, decision: Decision, live: Live): number {
  return live.record({
    type: 'message',
    server: live.server,
    session: live.session,
    direction,
    kind: message.kind,
    method,
    target,
    exchange: exchange?.key ?? '',
    decision: decision.effect,
    reasons: decision.reasons,
    bytes: message.raw.length,
    digest: sha256(message.raw),
    body: message.text,
  })
}

/** What the conversation knows from now on because of this message. Synchronous with its decision. */
function advance(
  { message, direction, method }: Routed,
  { effect }: Decision,
  { opening }: Inspected,
  live: Live,
): void {
  if (effect !== 'allow') return
  if (message.kind === 'request' && method === 'initialize') live.clientCapabilities = message.params.capabilities ?? {}
  if (opening !== null && live.spoken !== null) {
    live.opening = opening
    live.spoken = { ...live.spoken, revision: opening.revision }
  }
  if (message.kind !== 'notification') return
  if (method === 'notifications/cancelled') {
    const { requestId } = message.params
    if (typeof requestId === 'string' || typeof requestId === 'number') live.exchanges.cancel(direction, requestId)
  }
  if (method === 'notifications/progress') {
    for (const exchange of live.exchanges.pending(opposite(direction))) exchange.since = live.now()
  }
  const offer = offerOf(live)
  if (/^notifications\/(tools|prompts|resources)\/list_changed$/.test(method) && offer !== undefined) {
    offer.state = 'unchecked'
    live.check.state = live.check.state === 'running' ? 'stale' : 'idle'
  }
}

/** Work that this message starts and that the line must not wait for. */
function follow({ message, method }: Routed, { effect }: Decision, live: Live): void {
  if (effect !== 'allow') return
  const isOpened = message.kind === 'answer' && method === 'initialize'
  if (isOpened && live.held.length > 0) checkCatalogue(live)
  if (message.kind !== 'notification') return
  if (method === 'notifications/initialized' || method.endsWith('/list_changed')) checkCatalogue(live)
}
