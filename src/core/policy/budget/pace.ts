// How fast somebody may go on with what nobody asked for: what is too much is waited for, and nothing is lost.
import type { Rate } from '../../model/grants.ts'
import { type Bucket, drawn, fullBucket, refilled, waitFor } from './bucket.ts'

export class Pace {
  readonly #rate: Rate
  #bucket: Bucket

  /** `now` is on the clock of `took`. */
  constructor(rate: Rate, now: number) {
    this.#rate = rate
    this.#bucket = fullBucket(rate, now)
  }

  /** Milliseconds until more of it may come; 0: now. A cost below zero brings room. */
  took(cost: number, now: number): number {
    const bucket = refilled(this.#bucket, this.#rate, now)
    const waitMs = cost > 0 ? waitFor(bucket, this.#rate, cost) : 0
    // What is more than full is so until the next time.
    this.#bucket = drawn(bucket, this.#rate, cost)
    return waitMs
  }
}
