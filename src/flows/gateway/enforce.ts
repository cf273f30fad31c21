// Carries out a decision that has been recorded, and records what came of it.
import { Failure } from '../../core/model/failure.ts'
import type { Decision } from '../../core/model/decision.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { Problem } from '../../core/schema/validate.ts'
import type { Direction, Id } from '../../core/model/message.ts'
import { encodeFailedCall, encodeRefusal, type Refusal } from '../../core/protocol/encode.ts'
import { RPC } from '../../core/protocol/fault.ts'
import { forServer, putAsAllowed } from './person/asking.ts'
import { isOver } from './budget/budget.ts'
import type { Content } from './content/content.ts'
import type { Inspected } from './content/inspect.ts'
import { hear, hearOffer } from './content/heard.ts'
import { opposite, type Live } from './live.ts'
import { marking } from './content/marking.ts'
import { omittedIn } from './content/omitted.ts'
import { narrowed, putBack } from './content/redact.ts'
import { refusalFor } from './refusal.ts'
import type { Routed } from './route.ts'

export type Decided = {
  readonly routed: Routed
  readonly content: Content
  readonly decision: Decision
  readonly inspected: Inspected
  readonly live: Live
  /** Of the record of the decision. */
  readonly seq: number
}

export async function enforce(decided: Decided): Promise<void> {
  const { routed, decision, live, seq } = decided
  if (decision.effect !== 'allow') return refuse(routed, decision.reasons[0] ?? 'denied', live, seq, decided)
  if (routed.exchange?.own === true) return answerOwn(routed, live, seq)
  const { bytes, detail, changed } = outgoing(decided)
  const { server, session } = live
  const { message, direction } = routed
  const sending = live.to[direction].send(bytes, message)
  sending.catch(() => undefined)
  // It is written, and nobody's next words are read before it is remembered.
  hearOffer(decided)
  if (!isPinned(decision)) hear(decided, changed)
  try {
    await sending
  } catch {
    return refuse(routed, 'over', live, seq)
  }
  if (direction === 'downstream' && routed.exchange !== null) live.wasHeard = true
  live.record({ type: 'outcome', server, session, of: seq, outcome: 'sent', detail })
}

/** `changed` is the text of a message that is not sent as it came. */
type Outgoing = { readonly bytes: Uint8Array; readonly detail: string; readonly changed: string | null }

const isPinned = ({ obligations }: Decision): boolean =>
  obligations.some((obligation) => obligation.do === 'serve-pinned')

/** The very bytes that were judged, unless something must be done to them. */
function outgoing({ routed, content, decision, inspected, live }: Decided): Outgoing {
  const { message, direction } = routed
  if (isPinned(decision)) {
    const text = new TextDecoder().decode(inspected.pinnedBytes!)
    // What stands beside them is the server's.
    const left = narrowed({ ...message, text }, content, decision.obligations, live)?.text ?? text
    const bytes = encode(marking(routed, left, live) ?? left)
    return { bytes, detail: 'the pinned words were served', changed: null }
  }
  const changed =
    narrowed(message, content, decision.obligations, live) ??
    (direction === 'upstream' ? putBack(routed, content.part, live) : null)
  const words = changed?.text ?? message.text
  const put = direction === 'upstream' ? forServer(routed, words, live) : putAsAllowed(message, words, direction, live)
  const marked = marking(routed, put ?? words, live) ?? put
  const bytes = marked === null ? (changed === null ? message.raw : encode(words)) : encode(marked)
  const omitted = omittedIn(message).length
  const done = [omitted === 0 ? '' : `omitted: ${omitted} of null`, changed?.detail ?? '']
  return { bytes, detail: done.filter((one) => one !== '').join('; '), changed: changed?.text ?? null }
}

const encode = (text: string): Uint8Array => Buffer.from(text)

/** The answer to a question of ours goes to whoever asked inside the guard. */
function answerOwn({ message, exchange }: Routed, live: Live, seq: number): void {
  const { server, session } = live
  const asked = live.own.get(exchange!.key)
  if (message.kind === 'answer') asked?.resolve(message.result)
  if (message.kind === 'error') asked?.reject(message.error)
  live.record({ type: 'outcome', server, session, of: seq, outcome: 'sent', detail: 'to the guard itself' })
}

type Because = Pick<Decided, 'decision' | 'inspected'>

/** A refused request is answered to its sender, a refused answer to whoever waits for it, the rest is dropped. */
export async function refuse(
  routed: Routed,
  reason: string,
  live: Live,
  seq: number,
  because?: Because,
): Promise<void> {
  const { message, direction, exchange } = routed
  const { server, session } = live
  const record = (outcome: 'refused' | 'dropped'): number =>
    live.record({ type: 'outcome', server, session, of: seq, outcome, detail: reason })
  if (message.kind === 'request' && direction === 'downstream' && live.spoken?.era !== 'legacy') {
    // There are no requests of servers in the modern era, and clients send no responses.
    record('dropped')
  } else if (message.kind === 'request' && isOver(reason)) {
    // The line comes first: where the log takes no more, the call is still open, and the end of the run answers it.
    record('refused')
    live.exchanges.settle(direction, message.id)
    await tellOver(message.id, routed.method, reason, live, because?.decision)
  } else if (message.kind === 'request') {
    if (exchange !== null) live.exchanges.settle(direction, message.id)
    // The id of an open exchange must not be settled by a refusal of its double.
    const fit = because?.inspected.fit
    if (fit?.kind === 'arguments' && reason === 'arguments-invalid') await tellMisfit(message.id, fit.problems, live)
    else await tell(opposite(direction), reason === 'id-reused' ? null : message.id, reason, live, because?.decision)
    record('refused')
  } else if (exchange?.own === true) {
    live.own
      .get(exchange.key)
      ?.reject(new Failure('catalogue-unusable', `The server's answer to ${exchange.method} was refused`))
    record('refused')
  } else if (exchange !== null) {
    await tell(direction, exchange.id, reason, live, because?.decision)
    record('refused')
  } else record('dropped')
}

/** The client knows its own arguments: it is told where they differ. */
async function tellMisfit(id: Id, problems: readonly Problem[], live: Live): Promise<void> {
  const places = problems.map(({ at, why }) => (at === '' ? why : `${quote(untrusted(at))}: ${why}`)).join('; ')
  const text = `The arguments do not fit the schema that was approved for this tool: ${places}. Correct them and call again.`
  await tellFailed(id, text, live)
}

const tellOver = (id: Id, method: string, reason: string, live: Live, because?: Decision): Promise<void> =>
  method === 'tools/call' && because?.why !== undefined
    ? tellFailed(id, because.why, live)
    : tell('downstream', id, reason, live, because)

/** As the result of the call, so that a model reads it. */
async function tellFailed(id: Id, text: string, live: Live): Promise<void> {
  live.wasHeard = true
  await live.to.downstream.send(encodeFailedCall(id, live.spoken?.era ?? 'legacy', text)).catch(() => undefined)
}

/** Sends a refusal; a receiver that is gone needs none. */
export async function tell(
  direction: Direction,
  id: Id | null,
  reason: string,
  live: Live,
  because?: Decision,
): Promise<void> {
  if (direction === 'downstream' && id !== null) live.wasHeard = true
  const refusal = reason === 'over' ? overFor(direction, live) : refusalFor(reason, live.server, because)
  await live.to[direction].send(encodeRefusal(id, refusal)).catch(() => undefined)
}

/** Before why it ends is known, it shows by that the other side takes no words any more. */
function overFor(direction: Direction, { server, farewell, farewellCode, closing }: Live): Refusal {
  const words = farewell ?? closing
  if (words === null && direction === 'upstream') return refusalFor('client-left', server)
  const code = farewellCode ?? (words === null ? 'server-exited' : null)
  return {
    code: RPC.unavailable,
    message:
      words ??
      `The server ${server} has ended, or takes no requests any more. See how it ended with \`sallyport log query --server ${server}\`, then start it again from the client.`,
    ...(code !== null && { data: { code } }),
  }
}
