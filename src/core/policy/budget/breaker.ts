// Leaves a tool alone that fails again and again, and then lets a single call try whether it works again.
import { bound } from '../../model/bounds.ts'

/** How a call ended, as far as it says something of the tool. */
export type Ending = 'worked' | 'failed'

/** Closed: all calls pass. Open: none until it has rested. Half-open: one, the probe. */
export class Breaker {
  #failures = 0
  #openUntil: number | null = null
  #probe: string | null = null

  /** Nothing would be lost if it were forgotten. */
  get isFresh(): boolean {
    return this.#failures === 0 && this.#openUntil === null
  }

  /**
   * Milliseconds until a call may be tried; 0 when it may now. A probe that is no longer under way and told nothing (its client
   * took it back) makes room for another one.
   */
  waitMs(now: number, isUnderWay: (call: string) => boolean): number {
    if (this.#openUntil === null) return 0
    if (this.#probe !== null && isUnderWay(this.#probe)) return bound('breaker-rest-ms')
    return now >= this.#openUntil ? 0 : this.#openUntil - now
  }

  /** Only where `waitMs` is 0. */
  began(call: string): void {
    if (this.#openUntil !== null) this.#probe = call
  }

  ended(call: string, how: Ending, now: number): void {
    // What was under way when it opened says what was known already.
    if (this.#openUntil !== null && call !== this.#probe) return
    this.#probe = null
    if (how === 'worked') {
      this.#failures = 0
      this.#openUntil = null
      return
    }
    this.#failures += 1
    if (this.#failures >= bound('breaker-failures')) this.#openUntil = now + bound('breaker-rest-ms')
  }
}
