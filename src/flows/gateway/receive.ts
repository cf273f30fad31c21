// Frames to messages: what cannot be read is answered or dropped here, and always recorded.
import type { Frame, Looks } from '../../core/model/channel.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Direction, Id, Message } from '../../core/model/message.ts'
import { decodedIn } from '../../core/protocol/decode.ts'
import { FAULTS, type FaultCode } from '../../core/protocol/fault.ts'
import { hasBatches } from '../../core/protocol/legacy/methods.ts'
import { scanId } from '../../core/protocol/scan-id.ts'
import { failed } from './budget/budget.ts'
import { tell } from './enforce.ts'
import { handle } from './handle.ts'
import { opposite, type Live } from './live.ts'

/** Whether nobody waited for it. */
export async function receive(frame: Frame, direction: Direction, live: Live): Promise<boolean> {
  const messages = await messagesIn(frame, direction, live)
  const isUnasked = !messages.some((message) => isAwaited(message, direction, live))
  for (const message of messages) await handle(message, direction, live)
  return isUnasked
}

const isAwaited = (message: Message, direction: Direction, { exchanges }: Live): boolean =>
  (message.kind === 'answer' || message.kind === 'error') &&
  message.id !== null &&
  exchanges.find(opposite(direction), message.id) !== undefined

const NONE: readonly Message[] = []

/** None where it is refused as a whole. */
async function messagesIn(frame: Frame, direction: Direction, live: Live): Promise<readonly Message[]> {
  const refused = (fault: FaultCode, bytes: number, from: Sender): Promise<readonly Message[]> =>
    reject(fault, bytes, from, direction, live).then(() => NONE)
  if (frame.kind === 'oversize') return refused('message-oversize', frame.bytes, frame)
  if (frame.kind === 'unfinished') return refused('unfinished', frame.bytes, NOTHING)
  if (frame.kind === 'failed') return fail(frame, direction, live).then(() => NONE)
  const begun = live.stages?.begun() ?? 0
  const decoded = decodedIn(frame)
  if (decoded.kind === 'blank') return NONE
  if (decoded.kind === 'fault') {
    return refused(decoded.fault, frame.bytes.length, scanId(frame.bytes))
  }
  if (decoded.batch && !mayBatch(decoded.messages, live)) {
    return refused('batch-refused', frame.bytes.length, NOTHING)
  }
  for (const message of decoded.messages) live.stages?.decoded(message, begun)
  return decoded.messages
}

/** A remote server was not reached, or said nothing that counts: whoever waits for its answer is told. */
async function fail(frame: Extract<Frame, { kind: 'failed' }>, direction: Direction, live: Live): Promise<void> {
  const { fault, id, detail } = frame
  const { server, session } = live
  live.fault({ type: 'fault', server, session, direction, code: fault, detail, bytes: 0 })
  if (id !== undefined && live.farewell === null) await rejectAnswer(fault, id, direction, live)
}

const NOTHING = { id: undefined, looksLike: 'noise' } as const

/** Legal in one revision only, and never around the opening (MCP 2025-03-26 lifecycle). */
const mayBatch = (messages: readonly Message[], { spoken }: Live): boolean =>
  spoken?.era === 'legacy' &&
  hasBatches(spoken.revision) &&
  messages.every((message) => message.kind !== 'request' || message.method !== 'initialize')

type Sender = { readonly id: Id | undefined; readonly looksLike: Looks }

async function reject(fault: FaultCode, bytes: number, from: Sender, direction: Direction, live: Live): Promise<void> {
  const { server, session } = live
  live.fault({ type: 'fault', server, session, direction, code: fault, detail: FAULTS[fault], bytes })
  if (live.farewell === null && endsExchange(from, direction)) return rejectAnswer(fault, from.id!, direction, live)
  if (from.id !== undefined && from.looksLike === 'call' && direction === 'downstream') {
    // It waits for an answer; in the modern era there is none to give (MCP 2026-07-28: clients send no responses).
    if (live.spoken?.era === 'legacy') await tell('upstream', from.id, fault, live)
    return
  }
  // Noise on a server's stdout is common and answers to it would only add to it; a client is told.
  if (direction === 'upstream' && fault !== 'unfinished') {
    const isFree = from.id !== undefined && live.exchanges.find('upstream', from.id) === undefined
    await tell('downstream', isFree ? from.id : null, live.farewell === null ? fault : 'over', live)
  }
}

/** Half an answer of a server is still its answer: nobody should wait for the rest. */
const endsExchange = ({ id, looksLike }: Sender, direction: Direction): boolean =>
  id !== undefined && (looksLike === 'answer' || (direction === 'downstream' && looksLike === 'part'))

async function rejectAnswer(fault: FaultCode, id: Id, direction: Direction, live: Live): Promise<void> {
  const exchange = live.exchanges.settle(opposite(direction), id)
  if (exchange === undefined) return
  failed(exchange, live)
  if (!exchange.own) return tell(direction, exchange.id, fault, live)
  live.own
    .get(exchange.key)
    ?.reject(
      new Failure('catalogue-unusable', `The server's answer to ${exchange.method} was refused: ${FAULTS[fault]}`),
    )
}
