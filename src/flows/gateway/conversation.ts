// Carries a conversation between a client and a confined server until one of them ends it.
import { setImmediate as others } from 'node:timers/promises'
import { bound } from '../../core/model/bounds.ts'
import type { Failure } from '../../core/model/failure.ts'
import type { Channel } from '../../core/model/channel.ts'
import type { Direction, Id } from '../../core/model/message.ts'
import { failed } from './budget/budget.ts'
import { tell } from './enforce.ts'
import { limitReached } from './limit-reached.ts'
import type { Live } from './live.ts'
import { clearQueue, expireQueued } from './budget/queue.ts'
import { ServerPace } from './pace.ts'
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
  let serverEnded = false
  pump('downstream', live.to.upstream, live).then(() => {
    serverEnded = true
    resolve({ by: 'server' })
  }, failed)
  const sweep = setInterval(() => {
    void Promise.all([expire(live), expireHeld(live)]).catch(failed)
    expireQueued(live)
    if (isIdle(live)) failed(limitReached(live.server, 'idle time', `nothing was asked of it for ${live.idleMs} ms`))
  }, SWEEP_MS)
  // Also when the client has left meanwhile: what is quarantined ends now, whoever still waits.
  let fallen: Ending | null = null
  const fall = (cause: unknown): void => {
    fallen = { by: 'fault', cause }
    failed(cause)
  }
  live.failed.then(fall, fall)
  void live.replaced.then(async (cause) => {
    await finish(cause, live)
    failed(cause)
  })
  const ending = await promise
  if (ending.by === 'client') await drain(live, () => fallen !== null || serverEnded)
  clearInterval(sweep)
  if (fallen !== null) return fallen
  // It closed its input and waits for answers: that none comes is not of its doing.
  return serverEnded && owed(live).length > 0 && canHear(live) ? { by: 'server' } : ending
}

/** Reads one side frame by frame; the next is read only when this one has been sent on, so slowness travels back. */
async function pump(direction: Direction, from: Channel, live: Live): Promise<void> {
  const pace = new ServerPace(live.now())
  let since = live.now()
  for await (const frame of from.frames) {
    if (direction === 'upstream') live.usedAt = live.now()
    const isUnasked = await live.lines[direction].run(() => receive(frame, direction, live))
    const waitMs = direction === 'upstream' ? 0 : pace.spoke(isUnasked, frame, live.now())
    if (waitMs > 0) await live.sleep(waitMs)
    if (live.now() - since < TURN_MS) continue
    await others()
    since = live.now()
  }
}

/** What has arrived is handed on without a pause, megabytes at once: so long one side is read, then everybody else has a turn. */
const TURN_MS = 10

/** Only what its client asks counts: a server could keep itself awake. */
function isIdle(live: Live): boolean {
  if (live.idleMs === null) return false
  if (owed(live).length > 0) live.usedAt = live.now()
  return live.now() - live.usedAt >= live.idleMs
}

/** A client may close its input and still read: answers under way are delivered, within a bound. */
async function drain(live: Live, isOver: () => boolean): Promise<void> {
  // It cannot answer any more: a server that waits for it would keep its own answer back.
  for (const { id, own } of live.exchanges.pending('downstream')) {
    if (own) continue
    live.exchanges.cancel('downstream', id)
    await tell('upstream', id, 'client-left', live)
  }
  // Nor does a person answer for it.
  for (const asked of live.asked.values()) asked.abort()
  const until = live.now() + bound('drain-ms')
  while (owed(live).length > 0 && live.now() < until && canHear(live) && !isOver()) await live.sleep(20)
}

const canHear = ({ to, clientIsAlive }: Live): boolean => to.downstream.canSend() && clientIsAlive()

/** What it was asked is answered, within a bound, and nothing new is asked: whoever asks again is served by the new approval. */
async function finish({ words, code }: Failure, live: Live): Promise<void> {
  live.closing = words
  live.farewellCode = code
  const until = live.now() + bound('drain-ms')
  while (owed(live).length > 0 && live.now() < until && live.farewell === null) await live.sleep(20)
}

/** What the client waits for. A subscription has no end of its own. */
const owed = ({ held, queue, exchanges }: Live): readonly Id[] => [
  ...exchanges
    .pending('upstream')
    .filter(({ own, method }) => !own && method !== 'subscriptions/listen')
    .map(({ id }) => id),
  ...[...held, ...queue.waiting].map(({ message }) => message.id),
]

/** Calls that waited too long for a comparison are refused, also while the way to the server is blocked. */
async function expireHeld(live: Live): Promise<void> {
  const limit = live.spoken?.revision === '' ? bound('handshake-ms') : bound('catalogue-wait-ms')
  const late = live.held.filter(({ since }) => live.now() - since >= limit)
  live.held = live.held.filter((held) => !late.includes(held))
  for (const { message } of late) {
    const { server, session } = live
    const event = { type: 'fault', server, session, direction: 'upstream', code: 'catalogue-unanswered' } as const
    live.fault({ ...event, detail: message.method, bytes: message.raw.length })
    await tell('downstream', message.id, 'catalogue-unchecked', live)
  }
}

/** Requests that nobody answers are ended by us, so that no caller waits for ever. */
async function expire(live: Live): Promise<void> {
  for (const direction of ['upstream', 'downstream'] as const) {
    for (const exchange of live.exchanges.pending(direction)) {
      const limit = exchange.method === 'initialize' ? bound('handshake-ms') : bound('answer-ms')
      if (exchange.own || exchange.method === 'subscriptions/listen' || live.now() - exchange.since < limit) continue
      live.exchanges.cancel(direction, exchange.id)
      if (direction === 'upstream') failed(exchange, live)
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

const LAST_WORDS_MS = 10_000

/** Answers everything that is still open, and the first request yet to come, with the reason why it is over. */
export async function farewell(live: Live, message: string): Promise<void> {
  live.farewell = message
  for (const asked of live.asked.values()) asked.abort()
  // A client that does not read would keep us for ever.
  await Promise.race([lastAnswers(live), live.sleep(LAST_WORDS_MS)])
}

async function lastAnswers(live: Live): Promise<void> {
  const open = owed(live)
  live.held = []
  clearQueue(live)
  for (const id of open) {
    live.exchanges.settle('upstream', id)
    await tell('downstream', id, 'over', live)
  }
  const until = live.now() + LAST_WORDS_MS
  while (!live.wasHeard && !live.hasLeft && canHear(live) && live.now() < until) await live.sleep(20)
}
