// The one path of every message, in either direction: route, inspect, decide, record, enforce.
import type { Decision } from '../../core/model/decision.ts'
import type { Direction, Message } from '../../core/model/message.ts'
import { decide } from '../../core/policy/decide.ts'
import { abilitiesOf } from '../../core/protocol/ability.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { countFor, withinBudget } from './budget.ts'
import { type Content, contentOf } from './content.ts'
import { checkCatalogue, isHolding, markChanged, mustWait } from './check.ts'
import type { Fit } from './fit.ts'
import { enforce } from './enforce.ts'
import { inspect, type Inspected } from './inspect.ts'
import { opposite, type Live } from './live.ts'
import { forLog } from './redact.ts'
import { isForPolicy, permitted } from './permitted.ts'
import { listen, route, tokenKey, type Routed } from './route.ts'

/** Once it is over nothing passes, whatever it is: quarantine holds for messages already on their way. */
const OVER: Decision = { effect: 'deny', reasons: ['over'], obligations: [] }

export async function handle(message: Message, direction: Direction, live: Live): Promise<void> {
  if (live.farewell === null && direction === 'upstream') {
    listen(message, live)
    if (mustWait(message, live)) {
      live.held.push({ message, since: live.now() })
      return checkCatalogue(live)
    }
    forgetCancelled(message, live)
  }
  return pass(message, direction, live)
}

async function pass(message: Message, direction: Direction, live: Live): Promise<void> {
  // Also when it is over: what is refused stands in the log, and secrets must not.
  const judging = contentOf(message, direction, live)
  const loading = isForPolicy(message) ? live.policy.load() : null
  const content = judging instanceof Promise ? await judging : judging
  if (loading !== null) await loading
  // While it was judged, a list may have changed: the call waits for the comparison like any other.
  const isLate = (judging instanceof Promise || loading !== null) && live.farewell === null && direction === 'upstream'
  if (isLate && isHolding(live) && mustWait(message, live)) {
    live.held.unshift({ message, since: live.now() })
    return checkCatalogue(live)
  }
  const routed = route(message, direction, live)
  const inspected = inspect(routed, content, live)
  const decision =
    live.farewell === null ? withinBudget(permitted(decide(inspected.facts), routed, live), routed, live) : OVER
  const seq = recordOrEnd(routed, content, inspected.fit, decision, live)
  advance(routed, decision, inspected, live)
  if (live.farewell === null) countFor(routed, decision, seq, live)
  const enforced = enforce({ routed, content, decision, inspected, live, seq })
  if (live.farewell !== null) return enforced.catch(() => undefined)
  await enforced
  follow(routed, decision, live)
}

/** Each waiting call is decided anew, in order of arrival, by what is known then; those that come meanwhile queue up behind. */
export async function releaseHeld(live: Live): Promise<void> {
  while (live.held.length > 0 && live.farewell === null && !isHolding(live)) {
    await pass(live.held.shift()!.message, 'upstream', live)
  }
}

/** A call that is cancelled while it waits never reaches the server. */
function forgetCancelled(message: Message, live: Live): void {
  if (message.kind !== 'notification' || message.method !== 'notifications/cancelled') return
  const { requestId } = message.params
  live.held = live.held.filter(({ message: waiting }) => waiting.id !== requestId)
}

/** A refusal may be said although it cannot be recorded: nothing passes with it. */
function recordOrEnd(routed: Routed, content: Content, fit: Fit, decision: Decision, live: Live): number {
  try {
    return record(routed, content, fit, decision, live)
  } catch (cause) {
    if (live.farewell === null) throw cause
    return 0
  }
}

function record(
  { message, direction, method, target, exchange }: Routed,
  content: Content,
  fit: Fit,
  decision: Decision,
  live: Live,
): number {
  const { findings, unanswered, suppressed } = content
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
    ...(decision.statements !== undefined && { policy: { ...live.policy.stamp(), statements: decision.statements } }),
    findings: [
      ...findings.map(({ rule, tier, evidence }) => `${tier} ${rule} ${evidence.at}`),
      ...suppressed.map(({ finding, until }) => `suppressed ${finding.rule} ${finding.evidence.at} until ${until}`),
      ...unanswered.map(({ rule, why }) => `unread ${rule}: ${why}`),
      ...('problems' in fit ? fit.problems : []).map(({ at, why }) => `misfit ${at}: ${why}`),
    ],
    bytes: message.raw.length,
    digest: sha256(message.raw),
    body: forLog(message, content, live),
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
  if (message.kind === 'request' && method === 'initialize') live.abilities = abilitiesOf(message.params.capabilities)
  if (opening !== null && live.spoken !== null) {
    live.opening = opening
    live.spoken = { ...live.spoken, revision: opening.revision }
  }
  if (message.kind !== 'notification') return
  if (method === 'notifications/cancelled') {
    const { requestId } = message.params
    // A modern server has no requests of its own: it can only end a subscription (MCP 2026-07-28 basic/utilities/subscriptions).
    const asked = live.spoken?.era === 'modern' ? 'upstream' : direction
    if (typeof requestId === 'string' || typeof requestId === 'number') live.exchanges.cancel(asked, requestId)
  }
  if (method === 'notifications/progress') {
    const key = tokenKey(message.params.progressToken)
    const asked = live.exchanges
      .pending(opposite(direction))
      .filter(({ progress }) => progress !== null && progress === key)
    for (const exchange of asked) exchange.since = live.now()
  }
  if (LISTS_CHANGED.has(method)) markChanged(live)
}

const LISTS_CHANGED = new Set(['tools', 'prompts', 'resources'].map((kind) => `notifications/${kind}/list_changed`))

/** Work that this message starts and that the line must not wait for. */
function follow({ message, method }: Routed, { effect }: Decision, live: Live): void {
  const isOpening = method === 'initialize' && message.kind !== 'request'
  if (isOpening && live.held.length > 0) {
    if (isHolding(live)) checkCatalogue(live)
    else live.release()
  }
  if (effect !== 'allow') return
  if (message.kind !== 'notification') return
  if (method === 'notifications/initialized' || method.endsWith('/list_changed')) checkCatalogue(live)
}
