// The one path of every message, in either direction: route, inspect, decide, record, enforce.
import type { Decision } from '../../core/model/decision.ts'
import type { Direction, Message } from '../../core/model/message.ts'
import { decide } from '../../core/policy/decide.ts'
import type { TimedGrant } from '../../core/approval/timed-grant.ts'
import { advance, follow } from './advance.ts'
import { tellRefused } from './person/asking.ts'
import { countFor, withinBudget } from './budget/budget.ts'
import { contentOf } from './content/content.ts'
import { checkCatalogue, isHolding, mustWait } from './offer/check.ts'
import { enforce } from './enforce.ts'
import { inspect, type Inspected } from './content/inspect.ts'
import { withoutNulls } from './content/omitted.ts'
import type { Live } from './live.ts'
import { askPerson, lift, whyNobody, withdraw } from './person/person.ts'
import { passedOn } from './content/passed.ts'
import { effectOf, permitted } from './permitted.ts'
import { askedIfUndeclared } from './habits/done.ts'
import { seenIn } from './habits/seen.ts'
import { askedIfUnusual, type Compared } from './habits/usual.ts'
import { withOwnTasks } from './begun-tasks.ts'
import { dequeue, enqueue, mustQueue } from './budget/queue.ts'
import { orReopen, recordOrEnd } from './record.ts'
import { followTask, taskDecision } from './person/granted-tasks.ts'
import { listen, route, type Routed } from './route.ts'
import { grantFor, heldBack, isSilenced, liftByGrant, needsGrant, SILENCED, useGrant } from './person/under-grant.ts'

/** Once it is over nothing passes, whatever it is: quarantine holds for messages already on their way. */
const OVER: Decision = { effect: 'deny', reasons: ['over'], obligations: [] }

const isOver = ({ kind }: Message, direction: Direction, { farewell, closing }: Live): boolean =>
  farewell !== null || (closing !== null && direction === 'upstream' && kind === 'request')

export async function handle(message: Message, direction: Direction, live: Live): Promise<void> {
  if (live.farewell === null && direction === 'upstream') {
    listen(message, live)
    if (mustWait(message, live)) {
      live.held.push({ message, since: live.now() })
      return checkCatalogue(live)
    }
  }
  if (live.farewell !== null) return pass(message, direction, live)
  forgetCancelled(message, direction, live)
  return direction === 'upstream' ? passInTurn(message, live) : pass(message, direction, live)
}

/** At once, unless it would be one too many at a time. */
async function passInTurn(message: Message, live: Live): Promise<void> {
  return mustQueue(message, live) ? enqueue(message, live) : pass(message, 'upstream', live)
}

/** `isAnswered`: it waited for a person, and is decided by all that is known now. */
async function pass(came: Message, direction: Direction, live: Live, isAnswered = false): Promise<void> {
  const { stages } = live
  const message = withOwnTasks(withoutNulls(came, direction, live), direction, live)
  stages?.mark(message, 'wait')
  // Also when it is over: what is refused stands in the log, and secrets must not.
  const judging = contentOf(message, direction, live)
  const content = judging instanceof Promise ? await judging : judging
  // What is read of it depends on the policy, and on all that the client was told before.
  const passing = passedOn(message, direction, live)
  const flow = passing instanceof Promise ? await passing : passing
  // What the call before did is known before the next one may do the same.
  const isCall = direction === 'upstream' && message.kind === 'request' && message.method === 'tools/call'
  const settling = isCall ? live.done.settling : null
  if (settling !== null) await settling
  stages?.mark(message, 'inspect')
  // While it was judged, a list may have changed: the call waits for the comparison like any other.
  const hasWaited = isAnswered || judging instanceof Promise || passing instanceof Promise || settling !== null
  const isLate = hasWaited && live.farewell === null && direction === 'upstream'
  if (isLate && isHolding(live) && mustWait(message, live)) {
    if (isAnswered) live.exchanges.settle(direction, message.id)
    // What a person allowed covers it when its turn comes.
    live.held.unshift({ message, since: live.now() })
    return checkCatalogue(live)
  }
  if (isAnswered && message.kind === 'request') live.exchanges.settle(direction, message.id)
  const routed = route(message, direction, live)
  stages?.mark(message, 'route')
  const inspected = inspect(routed, content, live)
  stages?.mark(message, 'inspect')
  const grant = grantFor(routed, live)
  const { decision: ruled, compared } = !isOver(message, direction, live)
    ? decided(routed, inspected, { content, flow, grant }, live)
    : { decision: OVER, compared: null }
  const unasked = ruled.effect === 'ask' ? whyNobody(routed, isAnswered, live) : null
  const decision = unasked === null ? ruled : { ...ruled, reasons: [unasked] }
  const used = needsGrant(decision, routed, live) ? grant : null
  stages?.mark(message, 'decide')
  const seq = recordOrEnd({ routed, content, fit: inspected.fit, decision, flow, used, compared }, live)
  stages?.mark(message, 'record')
  if (used !== null) useGrant(used, routed, seq, live)
  if (live.farewell === null) followTask(routed, decision, live)
  tellRefused(routed, decision, live)
  advance(routed, decision, inspected, live)
  witness(routed, decision, seq, live)
  if (compared !== null && live.usual !== null) {
    const { usual } = live
    if (!isAnswered) orReopen(routed, live, () => usual.tell(compared, seq))
    if (decision.effect === 'allow') usual.passed(compared, decision)
  }
  const made = { routed, content, decision, inspected, live, seq }
  if (decision.effect === 'ask' && unasked === null) {
    // An answer that waits leaves its call open.
    if (message.kind === 'answer') live.exchanges.reopen(routed.exchange!)
    return live.aside(askPerson(made, flow, live))
  }
  if (live.farewell === null) countFor(routed, decision, seq, live)
  // Its answer may come before it is known to be written.
  stages?.leaves(routed)
  const enforced = enforce(made)
  if (live.farewell !== null) return enforced.catch(() => undefined)
  await enforced
  stages?.mark(message, 'send')
  stages?.passed(routed, decision)
  follow(routed, decision, live)
}

type Known = Pick<Parameters<typeof permitted>[2], 'content' | 'flow'> & { readonly grant: TimedGrant | null }
type Ruled = { readonly decision: Decision; readonly compared: Compared | null }

/**
 * Each step only takes away: the fixed checks, what the approval holds back, the policy, what is usual, the budget. A person can
 * lift what the policy asks about, at the time or by a grant before, and no more.
 */
function decided(routed: Routed, { facts }: Inspected, { grant, ...known }: Known, live: Live): Ruled {
  if (routed.direction === 'downstream' && isSilenced(routed.message, live))
    return { decision: SILENCED, compared: null }
  const ofTask = taskDecision(routed, live)
  if (ofTask !== null) return { decision: ofTask, compared: null }
  const fixed = heldBack(decide(facts), routed, grant, live)
  const compared = fixed.effect === 'allow' ? comparedTo(routed, live) : null
  const unusual = compared?.deviations.map(({ name }) => name) ?? []
  const permitting = permitted(fixed, routed, { ...known, isGranted: grant !== null, unusual }, live)
  const ruled = askedIfWrote(askedIfUnusual(permitting, compared, live.usual), routed, live)
  const { decision, by } = lift(ruled, fixed, routed, live)
  const within = withinBudget(liftByGrant(decision, fixed, grant, live), routed, live)
  if (by !== null && within.effect === 'allow') live.allowances.use(by)
  return { decision: within, compared }
}

/** Where the policy tells reading from writing at all. */
const askedIfWrote = (decision: Decision, { message, method, target }: Routed, live: Live): Decision =>
  message.kind === 'request' && method === 'tools/call' && live.policy.reads('effect')
    ? askedIfUndeclared(decision, live.done.wrote(target))
    : decision

/** Whether a call that is expected to change nothing is alone at its server, and that it has ended. */
function witness(
  { message, direction, method, target, exchange }: Routed,
  { effect }: Decision,
  seq: number,
  live: Live,
): void {
  if (direction === 'downstream') {
    if (exchange !== null && message.kind !== 'request') live.done.ended(exchange.key, live.aside)
    return
  }
  if (message.kind !== 'request' || exchange === null || effect !== 'allow') return
  if (method !== 'tools/call') return live.done.joined()
  const others = (): number =>
    live.exchanges.pending('upstream').filter((one) => one !== exchange && one.method !== 'subscriptions/listen').length
  live.done.began(exchange.key, target, { effect: effectOf(target, live), others, of: seq })
}

/** Null where nothing is compared. */
function comparedTo(routed: Routed, live: Live): Compared | null {
  const seen = live.usual === null ? null : seenIn(routed, live)
  return seen === null ? null : live.usual!.compare(seen)
}

/** Each waiting call is decided anew, in order of arrival, by what is known then; those that come meanwhile queue up behind. */
export async function releaseHeld(live: Live): Promise<void> {
  while (live.held.length > 0 && live.farewell === null && !isHolding(live)) {
    await passInTurn(live.held.shift()!.message, live)
  }
}

/** What a person answered is decided by what is known now, in its turn. */
export const passAnswered = (message: Message, direction: Direction, live: Live): Promise<void> =>
  pass(message, direction, live, true)

/** What waited for its turn is decided in it. */
export async function passQueued(message: Message, live: Live): Promise<void> {
  if (live.farewell !== null || !mustWait(message, live)) return pass(message, 'upstream', live)
  live.held.push({ message, since: live.now() })
  checkCatalogue(live)
}

/** What is cancelled while it waits never reaches the other side. */
function forgetCancelled(message: Message, direction: Direction, live: Live): void {
  if (message.kind !== 'notification' || message.method !== 'notifications/cancelled') return
  const { requestId } = message.params
  withdraw(requestId, direction, live)
  if (direction !== 'upstream') return
  dequeue(requestId, live)
  live.held = live.held.filter(({ message: waiting }) => waiting.id !== requestId)
}
