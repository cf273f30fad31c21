// A bucket for several tools, or for all servers of one client: each call costs points by what it does.
import type { Rate } from '../../model/grants.ts'
import { type Bucket, drawn, fullBucket, refilled, waitFor } from './bucket.ts'

export class SharedBucket {
  #rate: Rate | null = null
  #bucket: Bucket = { level: 0, at: 0 }

  /** Milliseconds until a call of this cost may pass; 0 when it may now. Another rate than before begins anew. */
  waitMs(rate: Rate, cost: number, now: number): number {
    if (this.#rate?.count !== rate.count || this.#rate.withinMs !== rate.withinMs) {
      this.#rate = rate
      this.#bucket = fullBucket(rate, now)
    }
    this.#bucket = refilled(this.#bucket, rate, now)
    return waitFor(this.#bucket, rate, cost)
  }

  /** Only where `waitMs` was 0 just now. */
  draw(rate: Rate, cost: number): void {
    this.#bucket = drawn(this.#bucket, rate, cost)
  }
}
