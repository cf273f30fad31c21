// A call that would be one too many at a time leaves its line and waits for its turn, for a bounded time. It is decided when its
// turn comes, or its time is over: then by the budget, which refuses it where there is still no room.
import { bound } from '../../../core/model/bounds.ts'
import { hasRoomBeside, type Message, type Request } from '../../../core/model/message.ts'
import { COUNTED, underWay } from './budget.ts'
import type { Live } from '../live.ts'
import type { Turn } from './turns.ts'

/** `since` is on the guard's clock. */
export type Queued = { readonly message: Request; readonly since: number; readonly turn: Turn }

/** Behind those that wait already, as long as there is room to wait. */
export function mustQueue(message: Message, live: Live): message is Request {
  if (message.kind !== 'request' || COUNTED.get(message.method) === undefined || !mayWait(message, live)) return false
  return live.queue.waiting.length > 0 || !hasRoom(live) || live.turns.room <= 0
}

const mayWait = (request: Request, { queue }: Live): boolean =>
  hasRoomBeside(
    queue.waiting.map(({ message }) => message),
    request,
    bound('turns-waiting'),
  )

/** What got its turn and is not decided yet counts as under way. */
function hasRoom(live: Live): boolean {
  const room = live.budget.whole.concurrent - live.queue.called
  // No more are under way than are open, and those need not be looked at one by one.
  return live.exchanges.sizeOf('upstream') < room || underWay(null, live).size < room
}

export function enqueue(message: Request, live: Live): void {
  const item = typeof message.params['name'] === 'string' ? message.params['name'] : ''
  const turn: Turn = {
    path: [live.clientSession, live.server, `${message.method} ${item}`],
    mayPass: () => hasRoom(live) && live.turns.room > 0,
    go: () => callUp(queued, live),
  }
  const queued: Queued = { message, since: live.now(), turn }
  live.queue.waiting.push(queued)
  live.turns.wait(turn)
  // Room may have come while others of another guard were waiting.
  live.turns.freed()
}

function callUp({ message, turn }: Queued, live: Live): void {
  leave(turn, live)
  live.queue.called += 1
  live.aside(
    live.lines.upstream.run(() => {
      live.queue.called -= 1
      return live.passQueued(message)
    }),
  )
}

function leave(turn: Turn, live: Live): void {
  live.turns.takeBack(turn)
  live.queue.waiting = live.queue.waiting.filter((one) => one.turn !== turn)
}

/** A call that is cancelled while it waits never reaches the server. */
export function dequeue(requestId: unknown, live: Live): void {
  for (const { message, turn } of live.queue.waiting) if (message.id === requestId) leave(turn, live)
}

/** Those whose time is over are decided now. */
export function expireQueued(live: Live): void {
  const late = live.queue.waiting.filter(({ since }) => live.now() - since >= bound('turns-wait-ms'))
  for (const one of late) callUp(one, live)
  live.turns.freed()
}

/** At the end nobody's turn comes any more; who waited is answered with the reason of the end. */
export function clearQueue(live: Live): void {
  for (const { turn } of live.queue.waiting) leave(turn, live)
}
