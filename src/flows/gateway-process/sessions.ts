// One session for each client of each user, shared by all its servers: made with the first of them, and ended when the client is
// gone or nothing of it ran for a while. A server that is started again finds the session that it left.
import type { SessionShown } from '../../core/model/session.ts'
import type { ProcessMark } from '../../io/file/alive.ts'
import { SharedBucket } from '../../core/policy/budget/shared.ts'
import { Following } from '../following/following.ts'
import { BegunTasks } from '../gateway/begun-tasks.ts'
import type { ClientSession } from '../gateway/world.ts'

export type SessionsWorld = {
  readonly random: () => string
  readonly now: () => number
  readonly isAlive: (process: ProcessMark) => boolean
  readonly idleMs: number
}

type Kept = { readonly session: ClientSession; readonly guards: string[]; leftAt: number }

export class Sessions {
  readonly #kept = new Map<string, Kept>()
  readonly #world: SessionsWorld

  constructor(world: SessionsWorld) {
    this.#world = world
  }

  get size(): number {
    return this.#kept.size
  }

  /** `leave` is to be called once, when the guard of this server has ended. */
  join(
    client: ProcessMark,
    server: string,
    user = '',
  ): { readonly session: ClientSession; readonly leave: () => void } {
    this.sweep()
    // A number is used again by another process: the start time makes it a name.
    const key = JSON.stringify([client.pid, client.start, user])
    const kept = this.#kept.get(key) ?? { session: this.#open(client), guards: [], leftAt: 0 }
    this.#kept.set(key, kept)
    kept.guards.push(server)
    const leave = (): void => {
      kept.guards.splice(kept.guards.indexOf(server), 1)
      kept.leftAt = this.#world.now()
    }
    return { session: kept.session, leave }
  }

  shown(): readonly SessionShown[] {
    this.sweep()
    return [...this.#kept.values()].map(({ session: { id, client, following }, guards }) => ({
      id,
      client: client.pid,
      servers: guards.toSorted(),
      exposed: following.exposed.map((one) => ({ ...one, item: one.item.slice(0, LONGEST_ITEM) })),
    }))
  }

  /** False: there is none with this id. */
  clear(id: string): boolean {
    const kept = this.#kept.values().find(({ session }) => session.id === id)
    kept?.session.following.clear()
    return kept !== undefined
  }

  #open(client: ProcessMark): ClientSession {
    const [following, calls] = [new Following({ isShared: true }), new SharedBucket()]
    return { id: this.#world.random(), client, following, calls, tasks: new BegunTasks() }
  }

  /** Ends what nobody can come back to. */
  sweep(): void {
    const { now, isAlive, idleMs } = this.#world
    for (const [key, { session, guards, leftAt }] of this.#kept) {
      if (guards.length === 0 && (now() - leftAt >= idleMs || !isAlive(session.client))) this.#kept.delete(key)
    }
  }
}

/** Names of tools come from servers, and may be long. */
const LONGEST_ITEM = 200
