// All that is behind the port: the sessions of legacy clients and the lines of modern ones, each with a guard of its own.
import { bound } from '../../core/model/bounds.ts'
import type { Channel } from '../../core/model/channel.ts'
import type { Message, Notification, Request } from '../../core/model/message.ts'
import { type Principal, principalKey } from '../../core/model/principal.ts'
import { mayTake } from '../../core/model/share.ts'
import type { HttpRefusal } from '../../core/protocol/http/refusals.ts'
import { sha256 } from '../../io/file/sha256.ts'
import type { Reply } from '../../io/transport/http/reply.ts'
import type { At, Guards } from './guards.ts'
import { LegacySession } from './legacy-session.ts'
import { ModernLine } from './modern-line.ts'
import { Restarts } from './restarts.ts'
import type { Watch } from './watch.ts'

export type HouseWorld = {
  readonly guards: Pick<Guards, 'open'>
  readonly watch: Pick<Watch, 'see'>
  /** An id that nobody can guess. */
  readonly newId: () => string
  readonly now: () => number
  /** Whether answers may be kept for others than who asked; absent: they may not. */
  readonly sharesCaches?: boolean
  /** A guard broke in a way that none should. */
  readonly fail: (cause: unknown) => void
}

type Posted = { readonly messages: readonly Message[]; readonly frame: Uint8Array; readonly isBatch: boolean }
/** What leads to one guard. */
export type Guarded = {
  readonly channel: Channel
  readonly idleFor: () => number
  readonly hangUp: () => void
  readonly over: (why: HttpRefusal) => void
}

type Running = {
  readonly done: Promise<void>
  readonly user: string
  /** Nobody finds it any more. */
  readonly forget: () => void
}

const SWEEP_MS = 1_000

const digestOf = (client: string): string => sha256(new TextEncoder().encode(client))

export class House {
  readonly #world: HouseWorld
  readonly #sessions = new Map<string, LegacySession>()
  readonly #lines = new Map<string, ModernLine>()
  readonly #running = new Map<Guarded, Running>()
  readonly #restarts: Restarts
  readonly #sweep: ReturnType<typeof setInterval>
  #isEnding = false

  constructor(world: HouseWorld) {
    this.#world = world
    this.#restarts = new Restarts(world.now)
    this.#sweep = setInterval(() => this.#endIdle(), SWEEP_MS)
  }

  /** How many there are of each era. */
  get counts(): { readonly legacy: number; readonly modern: number } {
    return { legacy: this.#sessions.size, modern: this.#lines.size }
  }

  get isEnding(): boolean {
    return this.#isEnding
  }

  /** The messages of a legacy client; without an id of a session they can only begin one. */
  post(at: At, sessionId: string | undefined, posted: Posted, reply: Reply): HttpRefusal | null {
    const { messages, frame, isBatch } = posted
    const [first] = messages
    const isOpening = !isBatch && first?.kind === 'request' && first.method === 'initialize'
    if (sessionId !== undefined) {
      if (isOpening) return 'session-opened'
      const session = this.#find(at, sessionId)
      return session === undefined ? 'session-unknown' : session.post(messages, frame, isBatch, reply)
    }
    if (!isOpening) return 'session-missing'
    const full = this.#whyNoStart(at)
    if (full !== null) return full
    const id = this.#world.newId()
    const onUnread = (): void => this.#see('unread', at)
    const principal = principalKey(at.principal)
    const session = new LegacySession({ principal, server: at.server, id, onUnread, now: this.#world.now })
    this.#sessions.set(id, session)
    this.#run(at, session, () => void this.#sessions.delete(id))
    return session.post(messages, frame, isBatch, reply)
  }

  listen(at: At, sessionId: string, lastEventId: string | undefined, reply: Reply): HttpRefusal | null {
    const session = this.#find(at, sessionId)
    return session === undefined ? 'session-unknown' : session.listen(reply, lastEventId)
  }

  /** What is under way is still answered. */
  end(at: At, sessionId: string): HttpRefusal | null {
    const session = this.#find(at, sessionId)
    if (session === undefined) return 'session-unknown'
    this.#sessions.delete(sessionId)
    session.hangUp()
    return null
  }

  /**
   * The call of a modern client. `client`: who says so, where each has to have a line of its own; null where all of a principal
   * share one.
   */
  call(at: At, call: Request | Notification, reply: Reply, client: string | null = null): HttpRefusal | null {
    const shared = JSON.stringify([principalKey(at.principal), at.server])
    // A notification does not say who it is from; none of that era is about more than a request of its own.
    const key =
      client === null ? shared : call.kind === 'notification' ? this.#firstOf(shared) : shared + digestOf(client)
    let line = this.#lines.get(key)
    if (line?.isOpen !== true) {
      if (call.kind === 'notification') return 'body-refused'
      if (client !== null && this.#linesOf(shared).length >= bound('http-clients')) return 'busy'
      const full = this.#whyNoStart(at)
      if (full !== null) return full
      const made = new ModernLine({
        onUnread: () => this.#see('unread', at),
        onUnaddressed: (method) => this.#see('unaddressed', at, method),
        now: this.#world.now,
        sharesCaches: this.#world.sharesCaches ?? false,
      })
      line = made
      this.#lines.set(key, made)
      this.#run(at, made, () => {
        if (this.#lines.get(key) === made) this.#lines.delete(key)
      })
    }
    return call.kind === 'request' ? line.ask(call, reply) : line.notify(call, reply)
  }

  #linesOf(shared: string): readonly string[] {
    return [...this.#lines.keys()].filter((key) => key.startsWith(shared))
  }

  #firstOf(shared: string): string {
    return this.#linesOf(shared)[0] ?? shared
  }

  /** One more server for a conversation that has begun. */
  start(at: At, guarded: Guarded): HttpRefusal | null {
    const full = this.#isEnding ? 'ending' : this.#whyNoStart(at)
    if (full === null) this.#run(at, guarded, () => undefined)
    return full
  }

  /** Every client is answered what it waits for, within the bound that each guard has for that, and nothing is left. */
  async close(): Promise<void> {
    this.#isEnding = true
    clearInterval(this.#sweep)
    for (const guarded of this.#running.keys()) guarded.hangUp()
    await Promise.all([...this.#running.values()].map(({ done }) => done))
  }

  #find({ principal, server }: At, sessionId: string): LegacySession | undefined {
    const session = this.#sessions.get(sessionId)
    return session?.isOf(principalKey(principal), server) === true && session.isOpen ? session : undefined
  }

  #whyNoStart({ principal, server }: At): HttpRefusal | null {
    const taken = { own: this.#runningOf(principal), all: this.#running.size, most: bound('http-sessions') }
    if (!mayTake(taken, principal)) return 'busy'
    return this.#restarts.rests(server) ? 'resting' : null
  }

  /** In whatever groups: who changes theirs does not get more. */
  #runningOf({ user }: Principal): number {
    return [...this.#running.values()].filter((one) => one.user === user).length
  }

  #run(at: At, guarded: Guarded, forget: () => void): void {
    const startedAt = this.#world.now()
    const done = this.#world.guards
      .open(at, guarded.channel)
      .then((exit) => this.#restarts.ended(at.server, startedAt, exit === 2), this.#world.fail)
      .finally(() => {
        forget()
        guarded.over(this.#isEnding ? 'ending' : 'ended')
        this.#running.delete(guarded)
      })
    this.#running.set(guarded, { done, user: at.principal.user, forget })
  }

  #endIdle(): void {
    for (const [guarded, { forget }] of this.#running) {
      if (guarded.idleFor() < bound('http-session-ms')) continue
      forget()
      guarded.hangUp()
    }
  }

  #see(why: 'unread' | 'unaddressed', { server }: At, what = ''): void {
    try {
      this.#world.watch.see(why, server, what)
    } catch (cause) {
      this.#world.fail(cause)
    }
  }
}
