// One session for each client of each user, shared by all its servers: made with the first of them, and ended when the client is
// gone or nothing of it ran for a while. A server that is started again finds the session that it left.
import type { SessionShown } from '../../core/model/session.ts'
import type { ProcessMark } from '../../io/file/alive.ts'
import { SharedBucket } from '../../core/policy/budget/shared.ts'
import { type Exposed, readExposed, writeExposed } from '../../core/session/stored.ts'
import type { Conversations } from '../../io/store/conversations.ts'
import { Following } from '../following/following.ts'
import { BegunTasks } from '../gateway/begun-tasks.ts'
import type { ClientSession } from '../gateway/world.ts'

export type SessionsWorld = {
  readonly random: () => string
  readonly now: () => number
  readonly isAlive: (process: ProcessMark) => boolean
  readonly idleMs: number
  /** Where it is kept what they were exposed to, should this process die; null: nowhere. */
  readonly kept: Conversations | null
  /** Under what name: of a client that lives on, or of a user whose clients are not known one by one. */
  readonly nameOf: (client: ProcessMark, user: string) => string
}

type Kept = {
  readonly session: ClientSession
  readonly guards: string[]
  /** On the clock that only goes on. */
  leftAt: number
  touchedAt: number
  readonly name: string
}

/** The file of one that goes on says so this often. */
const TOUCH_MS = 30_000

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
    const kept = this.#kept.get(key) ?? this.#open(client, user)
    this.#kept.set(key, kept)
    kept.guards.push(server)
    const leave = (): void => {
      this.#touch(kept)
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

  #open(client: ProcessMark, user: string): Kept {
    const { random, now, kept, nameOf } = this.#world
    const name = nameOf(client, user)
    const text = kept?.read(name) ?? null
    const before = text === null ? [] : readExposed(text)
    const keep = (exposed: Exposed): void =>
      exposed.length === 0 ? kept?.drop(name) : kept?.keep(name, writeExposed(exposed))
    const following = new Following({ isShared: true, kept: { before, keep } })
    const session = { id: random(), client, following, calls: new SharedBucket(), tasks: new BegunTasks() }
    return { session, guards: [], leftAt: 0, touchedAt: now(), name }
  }

  #touch(kept: Kept): void {
    kept.touchedAt = this.#world.now()
    this.#world.kept?.touch(kept.name)
  }

  /** Ends what nobody can come back to, and says of the rest that it goes on. */
  sweep(): void {
    const { now, isAlive, idleMs } = this.#world
    for (const [key, kept] of this.#kept) {
      const { session, guards, leftAt, touchedAt, name } = kept
      if (guards.length > 0) {
        if (now() - touchedAt >= TOUCH_MS) this.#touch(kept)
      } else if (now() - leftAt >= idleMs || !isAlive(session.client)) {
        this.#kept.delete(key)
        this.#world.kept?.drop(name)
      }
    }
  }
}

/** Names of tools come from servers, and may be long. */
const LONGEST_ITEM = 200
