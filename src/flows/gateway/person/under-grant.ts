// Calls under a grant for a time: what is held back needs one, what the policy asks about may pass by one, and a call ends when
// its grant is taken back.
import type { TimedGrant } from '../../../core/approval/timed-grant.ts'
import type { Decision } from '../../../core/model/decision.ts'
import type { Message } from '../../../core/model/message.ts'
import { encodeNotification } from '../../../core/protocol/encode.ts'
import { shellWord } from '../../../core/text/shell-word.ts'
import { grantEvent } from '../../granting/kept.ts'
import { tell } from '../enforce.ts'
import { offerOf, type Live } from '../live.ts'
import { effectOf } from '../permitted.ts'
import type { Routed } from '../route.ts'
import { writtenIn } from '../content/written.ts'
import { endTasks } from './granted-tasks.ts'

/** What covers this call; null where nothing does, and for all that is no call of a tool. */
export function grantFor(routed: Routed, live: Live): TimedGrant | null {
  const { target: tool, exchange } = routed
  if (!isCall(routed) || exchange === null) return null
  return live.granted.covering({
    kind: 'tool',
    tool,
    definition: offerOf(live)?.digestOf('tools', tool) ?? '',
    passed: () => writtenIn(routed),
    needsStepUp: (live.approvals.stepUp as readonly string[]).includes(effectOf(tool, live)),
  })
}

const isCall = ({ message, direction, method }: Routed): boolean =>
  message.kind === 'request' && direction === 'upstream' && method === 'tools/call'

/** A tool that its approval holds back is refused without one, whatever the policy says. */
export function heldBack(fixed: Decision, routed: Routed, grant: TimedGrant | null, live: Live): Decision {
  if (fixed.effect !== 'allow' || !isHeld(routed, live) || grant !== null) return fixed
  const command = `sallyport grant ${live.server} --tool ${shellWord(routed.target)} --ttl 30m --purpose …`
  const why = `The approval of this server allows this tool only under a grant for a time. A person gives one with \`${command}\`.`
  return { effect: 'deny', reasons: ['grant-needed'], obligations: [], why }
}

const isHeld = (routed: Routed, { heldTools }: Live): boolean => isCall(routed) && heldTools.has(routed.target)

/** As if a person had answered. What is asked because of the words of the conversation nobody could answer before they were said. */
export function liftByGrant(asking: Decision, fixed: Decision, grant: TimedGrant | null, live: Live): Decision {
  const { statements = [] } = asking
  if (asking.effect !== 'ask' || grant === null || live.policy.asksOfConversation(statements)) return asking
  return { ...fixed, reasons: ['granted'], statements }
}

/** Whether it would not have passed without its grant. */
export const needsGrant = (decision: Decision, routed: Routed, live: Live): boolean =>
  decision.effect === 'allow' &&
  isCall(routed) &&
  (decision.reasons.includes('granted') || isHeld(routed, live) || live.policy.reads('granted'))

/** In the log before the call goes out, and known to end with its grant. */
export function useGrant(grant: TimedGrant, { exchange }: Routed, seq: number, live: Live): void {
  live.record(grantEvent(grant, 'used', { session: live.session, of: seq }))
  if (exchange === null) return
  exchange.grant = { id: grant.id, seq }
  live.silenced.lift(exchange.progress)
}

/** Cancels what waits for an answer under a grant that has ended, and tells both sides. No line is waited for: it may be blocked. */
export async function endUngranted(live: Live): Promise<void> {
  const { server, session } = live
  endTasks(live)
  const over = live.exchanges
    .pending('upstream')
    .filter(({ grant }) => grant !== null && !live.granted.isLive(grant.id))
  for (const { id, progress, grant } of over) {
    live.exchanges.cancel('upstream', id)
    live.silenced.add(progress)
    const told = { requestId: id, reason: 'The grant for this call has ended.' }
    live.to.upstream.send(encodeNotification('notifications/cancelled', told)).catch(() => undefined)
    live.record({ type: 'outcome', server, session, of: grant!.seq, outcome: 'refused', detail: 'grant-ended' })
    await tell('downstream', id, 'grant-ended', live)
  }
}

/** Progress of a call that was ended so reaches nobody any more. */
export const isSilenced = (message: Message, { silenced, exchanges, tasks }: Live): boolean =>
  silenced.hides(message, (key) =>
    [...exchanges.pending('upstream'), ...[...tasks.values()].filter(({ isOver }) => !isOver)].some(
      ({ progress }) => progress === key,
    ),
  )

export const SILENCED: Decision = { effect: 'deny', reasons: ['grant-ended'], obligations: [] }
