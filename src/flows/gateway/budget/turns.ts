// Calls that are too many at a time wait for their turn here: those of all guards of this process, each with its own limit.
import { bound } from '../../../core/model/bounds.ts'
import { FairQueue, type Path } from '../../../core/policy/budget/fair-queue.ts'

export type Turn = {
  readonly path: Path
  /** Whether its own server may be asked one more now. */
  readonly mayPass: () => boolean
  readonly go: () => void
}

export class Turns {
  readonly #queue = new FairQueue<Turn>()
  /** How much each guard has under way. */
  readonly #guards = new Set<() => number>()
  readonly #most: number

  constructor(most = bound('process-at-once')) {
    this.#most = most
  }

  /** Returns what leaves again. */
  join(underWay: () => number): () => void {
    this.#guards.add(underWay)
    return () => {
      this.#guards.delete(underWay)
      this.freed()
    }
  }

  /** How many more may be under way in this process. */
  get room(): number {
    let room = this.#most
    for (const underWay of this.#guards) room -= underWay()
    return room
  }

  get waiting(): number {
    return this.#queue.size
  }

  get underWay(): number {
    return this.#most - this.room
  }

  wait(turn: Turn): void {
    this.#queue.add(turn)
  }

  takeBack(turn: Turn): void {
    this.#queue.remove(turn)
  }

  /** Something is no longer under way, or never was: who is next may go. */
  freed(): void {
    while (this.#queue.size > 0 && this.room > 0) {
      const next = this.#queue.take(({ mayPass }) => mayPass())
      if (next === null) return
      next.go()
    }
  }
}
