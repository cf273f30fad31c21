// Calls that are too many at a time wait for their turn here: those of all guards of this process, each with its own limit.
import { bound } from '../../../core/model/bounds.ts'
import { FairQueue, type Path } from '../../../core/policy/budget/fair-queue.ts'

export type Turn = {
  readonly path: Path
  /** Whether its own server may be asked one more now. */
  readonly mayPass: () => boolean
  readonly go: () => void
}

type Everybodys = {
  readonly queue: FairQueue<Turn>
  /** How much each guard has under way, and for whom. */
  readonly guards: Map<() => number, string | null>
}

export class Turns {
  readonly #most: number
  readonly #all: Everybodys
  readonly #user: string | null

  constructor(
    most = bound('process-at-once'),
    all: Everybodys = { queue: new FairQueue(), guards: new Map() },
    user: string | null = null,
  ) {
    this.#most = most
    this.#all = all
    this.#user = user
  }

  /** The same turns as they are for one of many users, who may not have more under way than is left for all others. */
  of(user: string): Turns {
    return new Turns(this.#most, this.#all, user)
  }

  /** Returns what leaves again. */
  join(underWay: () => number): () => void {
    const { guards } = this.#all
    guards.set(underWay, this.#user)
    return () => {
      guards.delete(underWay)
      this.freed()
    }
  }

  /** How many more may be under way in this process, for this user. */
  get room(): number {
    const left = this.#most - this.underWay
    // Each one more is one less that is left.
    return this.#user === null ? left : Math.ceil((left - this.#sum((user) => user === this.#user)) / 2)
  }

  get waiting(): number {
    return this.#all.queue.size
  }

  get underWay(): number {
    return this.#sum(() => true)
  }

  wait(turn: Turn): void {
    this.#all.queue.add(turn)
  }

  takeBack(turn: Turn): void {
    this.#all.queue.remove(turn)
  }

  #sum(isMeant: (user: string | null) => boolean): number {
    let sum = 0
    for (const [underWay, user] of this.#all.guards) if (isMeant(user)) sum += underWay()
    return sum
  }

  /** Something is no longer under way, or never was: who is next may go. */
  freed(): void {
    while (this.#all.queue.size > 0 && this.underWay < this.#most) {
      const next = this.#all.queue.take(({ mayPass }) => mayPass())
      if (next === null) return
      next.go()
    }
  }
}
