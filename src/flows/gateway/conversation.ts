// Carries a conversation between a client and a confined server until one of them ends it.
import { bound } from '../../core/model/bounds.ts'
import type { Channel } from '../../core/model/channel.ts'
import type { Direction } from '../../core/model/message.ts'
import { tell } from './enforce.ts'
import { handle } from './handle.ts'
import type { Live } from './live.ts'
import { receive } from './receive.ts'

/** Why it ended. `server` and `fault` leave requests unanswered: they are answered with an error first. */
export type Ending =
  | { readonly by: 'client' }
  | { readonly by: 'server' }
  | { readonly by: 'fault'; readonly cause: unknown }

const SWEEP_MS = 1_000

/** Resolves when the conversation is over; both channels are then still open for last words. */
export async function converse(live: Live): Promise<Ending> {
  const { promise, resolve } = Promise.withResolvers<Ending>()
  const failed = (cause: unknown): void => resolve({ by: 'fault', cause })
  const clientEnded = (): void => {
    live.hasLeft = true
    resolve({ by: 'client' })
  }
  pump('upstream', live.to.downstream, live).then(clientEnded, failed)
  pump('downstream', live.to.upstream, live).then(() => resolve({ by: 'server' }), failed)
  const sweep = setInterval(() => void expire(live).catch(failed), SWEEP_MS)
  live.failed.then(failed, failed)
  const ending = await promise
  if (ending.by === 'client') await drain(live)
  clearInterval(sweep)
  return ending
}

/** Reads one side frame by frame; the next is read only when this one has been sent on, so slowness travels back. */
async function pump(direction: Direction, from: Channel, live: Live): Promise<void> {
  for await (const frame of from.frames) await live.lines[direction].run(() => receive(frame, direction, live))
}

/** A client may close its input and still read: answers under way are delivered, within a bound. */
async function drain(live: Live): Promise<void> {
  const until = live.now() + bound('drain-ms')
  const isOwed = (): boolean => live.held.length > 0 || live.exchanges.pending('upstream').some(({ own }) => !own)
  while (isOwed() && live.now() < until && live.clientIsAlive()) await live.sleep(20)
}

/** Requests that nobody answers are ended by us, so that no caller waits for ever. */
async function expire(live: Live): Promise<void> {
  for (const direction of ['upstream', 'downstream'] as const) {
    for (const exchange of live.exchanges.pending(direction)) {
      const limit = exchange.method === 'initialize' ? bound('handshake-ms') : bound('answer-ms')
      if (exchange.own || exchange.method === 'subscriptions/listen' || live.now() - exchange.since < limit) continue
      live.exchanges.cancel(direction, exchange.id)
      const { server, session } = live
      live.fault({
        type: 'fault',
        server,
        session,
        direction,
        code: 'server-silent',
        detail: exchange.method,
        bytes: 0,
      })
      await tell(direction === 'upstream' ? 'downstream' : 'upstream', exchange.id, 'unanswered', live)
    }
  }
}

/** Each waiting call is decided anew, in order of arrival, by what is known now. */
export function releaseHeld(live: Live, failed: (cause: unknown) => void): void {
  for (const { message, direction } of live.held.splice(0)) {
    live.lines[direction].run(() => handle(message, direction, live)).catch(failed)
  }
}

const LAST_WORDS_MS = 10_000

/** Answers everything that is still open, and the first request yet to come, with the reason why it is over. */
export async function farewell(live: Live, message: string): Promise<void> {
  live.farewell = message
  const refused = live.held.splice(0).map(({ message: waiting }) => (waiting.kind === 'request' ? waiting.id : null))
  const open = live.exchanges.pending('upstream').filter(({ own }) => !own)
  for (const id of [...open.map((exchange) => exchange.id), ...refused]) {
    if (id === null) continue
    live.exchanges.settle('upstream', id)
    await tell('downstream', id, 'over', live)
  }
  const until = live.now() + LAST_WORDS_MS
  while (!live.wasHeard && !live.hasLeft && live.now() < until && live.clientIsAlive()) await live.sleep(20)
}
