// Which proofs were seen, so that none is good twice (RFC 9449 section 11.1). One is forgotten only when it could not be good any
// more; where there is no room, none is taken. What one user sends takes no room from the others.
import { bound } from '../../model/bounds.ts'

/** Milliseconds: monotonic, and of the wall clock. */
export type Moment = { readonly now: number; readonly date: number }

/** A clock is slewed by less than that in the time that proofs are kept. */
const SLEW_MS = 1_000

export class SeenProofs {
  readonly #keptMs: number
  /** In the order in which they were seen, which is that in which they are forgotten. */
  readonly #seen = new Map<string, { readonly user: string; readonly until: number }>()
  readonly #counts = new Map<string, number>()
  #blindUntil: number
  /** Between the two clocks, as far ahead as it ever was. */
  #ahead: number

  /** `goodMs`: how long a proof could be good after it was seen. */
  constructor(goodMs: number, { now, date }: Moment) {
    this.#keptMs = goodMs + SLEW_MS
    this.#blindUntil = now + this.#keptMs
    this.#ahead = date - now
  }

  /** `digest`: of the key's thumbprint and the id of the proof. Null: it is new, and is known from now on. */
  see(digest: string, user: string, now: number): 'proof-replayed' | 'proofs-full' | null {
    this.#forget(now)
    if (this.#seen.has(digest)) return 'proof-replayed'
    const count = this.#counts.get(user) ?? 0
    if (this.#seen.size >= bound('proofs-seen') || count >= bound('proofs-seen-user')) return 'proofs-full'
    this.#seen.set(digest, { user, until: now + this.#keptMs })
    this.#counts.set(user, count + 1)
    return null
  }

  /**
   * Whether a proof that looks good by the wall clock may have been used without being known here: in the time after a start, as
   * another process may have seen it, and after that clock was set back to where what was forgotten is good again.
   */
  isBlind({ now, date }: Moment): boolean {
    const back = this.#ahead - (date - now)
    if (back > SLEW_MS) this.#blindUntil = Math.max(this.#blindUntil, now + back + this.#keptMs)
    if (back > SLEW_MS || back < 0) this.#ahead = date - now
    return now < this.#blindUntil
  }

  #forget(now: number): void {
    for (const [digest, { user, until }] of this.#seen) {
      if (until > now) return
      this.#seen.delete(digest)
      const count = this.#counts.get(user)! - 1
      if (count === 0) this.#counts.delete(user)
      else this.#counts.set(user, count)
    }
  }
}
