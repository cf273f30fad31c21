// The line of one message in the log: what it was, what was seen in it, and what was decided. Nothing follows before it is there.
import type { TimedGrant } from '../../core/approval/timed-grant.ts'
import type { PolicyStamp } from '../../core/evidence/event.ts'
import type { Decision } from '../../core/model/decision.ts'
import { chainOf } from '../../core/session/chain.ts'
import type { Flow } from '../../core/session/session.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { OF_CONVERSATION } from '../policy/policy-here.ts'
import type { Content } from './content/content.ts'
import type { Fit } from './content/fit.ts'
import { omittedText } from './content/omitted.ts'
import { forLog } from './content/redact.ts'
import type { Decided } from './enforce.ts'
import type { Live } from './live.ts'
import { isNewDestination } from './habits/destination.ts'
import type { Compared } from './habits/usual.ts'
import { carriedBy, effectOf, exposuresHere, heldIn, labelsHere, passedIn } from './permitted.ts'
import type { Routed } from './route.ts'

type Recorded = Pick<Decided, 'routed' | 'content' | 'decision'> & {
  readonly fit: Fit
  readonly flow: Flow | null
  readonly used: TimedGrant | null
  readonly compared: Compared | null
}

/** A refusal may be said although it cannot be recorded: nothing passes with it. */
export function recordOrEnd(recorded: Recorded, live: Live): number {
  if (live.farewell === null) return orReopen(recorded.routed, live, () => record(recorded, live))
  try {
    return record(recorded, live)
  } catch {
    return 0
  }
}

/** Where the log takes no more, the client is told of the end on every request that has no answer yet: of this one nothing went out. */
export function orReopen<T>({ message, exchange }: Routed, { exchanges }: Live, does: () => T): T {
  try {
    return does()
  } catch (cause) {
    if (exchange !== null && message.kind !== 'request') exchanges.reopen(exchange)
    throw cause
  }
}

function record({ routed, content, fit, decision, flow, used, compared }: Recorded, live: Live): number {
  const { message, direction, method, target, exchange } = routed
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
    ...stampOf(decision, live),
    ...(used !== null && { grant: used.id }),
    ...followedIn(routed, decision, flow, live),
    ...heldBy(routed, content, live),
    ...madeLike(routed, decision, compared, live),
    findings: [
      ...findings.map(({ rule, tier, evidence }) => `${tier} ${rule} ${evidence.at}`),
      ...suppressed.map(({ finding, until }) => `suppressed ${finding.rule} ${finding.evidence.at} until ${until}`),
      ...unanswered.map(({ rule, why }) => `unread ${rule}: ${why}`),
      ...omittedText(message),
      ...('problems' in fit ? fit.problems.map(({ at, why }) => `misfit ${fit.kind}${at}: ${why}`) : []),
    ],
    bytes: message.raw.length,
    digest: sha256(message.raw),
    body: forLog(message, content, live),
  })
}

function stampOf({ statements }: Decision, { policy, usual }: Live): { readonly policy?: PolicyStamp } {
  if (statements === undefined) return {}
  const unasked = [...OF_CONVERSATION].filter((one) => (one === 'unusual' ? usual === null : !policy.reads(one)))
  return { policy: { ...policy.stamp(), statements, ...(unasked.length > 0 && { unasked }) } }
}

/** How a call differs from those before it. */
function madeLike(
  { message, direction, method, target }: Routed,
  { statements }: Decision,
  compared: Compared | null,
  live: Live,
) {
  if (message.kind !== 'request' || direction === 'downstream' || statements === undefined) return {}
  const passed = passedIn(method, message.params)
  const isNew =
    method === 'tools/call' &&
    live.policy.reads('newDestination') &&
    isNewDestination(effectOf(target, live), passed, live)
  const unusual = (compared?.deviations ?? []).map(({ name }) => name)
  return { ...(isNew && { newDestination: true as const }), ...(unusual.length > 0 && { unusual }) }
}

/** The kinds, and never what they are: whoever looks at the log asks what another set would have made of them. */
function heldBy({ message, direction }: Routed, content: Content, live: Live) {
  if (message.kind !== 'request' || direction === 'downstream' || !live.policy.reads('holds')) return {}
  const holds = heldIn(content, live)
  return holds.length === 0 ? {} : { holds }
}

const SHOWN_CHAINS = 10

/** Never the words themselves. */
function followedIn({ message, direction }: Routed, { effect }: Decision, flow: Flow | null, live: Live) {
  if (direction === 'downstream' || (message.kind !== 'request' && flow === null)) return {}
  const labels = live.policy.reads('labels') ? labelsHere(live) : []
  const traces = flow?.traces ?? []
  const exposed = effect === 'allow' || labels.length === 0 ? [] : exposuresHere(live)
  return {
    ...(labels.length > 0 && { labels }),
    ...(exposed.length > 0 && { exposed }),
    ...(traces.length > 0 && { carries: carriedBy(traces), flow: traces.slice(0, SHOWN_CHAINS).map(chainOf) }),
  }
}
