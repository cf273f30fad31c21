// How fast a server may say what nobody asked for. Each such line is judged, written down and sent on, for one process that serves all:
// a server that tells of changes in a loop would fill the log, until the oldest of it goes, and keep all others waiting. It is read
// more slowly instead, and nothing is lost: what it says waits with it.
import { bound } from '../../core/model/bounds.ts'
import type { Rate } from '../../core/model/grants.ts'
import { type Bucket, drawn, fullBucket, refilled, waitFor } from '../../core/policy/budget/bucket.ts'

/** What a call may bring with it in progress and lines of a log. */
const FOR_EACH_ANSWER = 20

export class Pace {
  readonly #rate: Rate = { count: bound('server-notes'), withinMs: bound('server-notes-ms') }
  #bucket: Bucket

  /** `now` is on the clock of `spoke`. */
  constructor(now: number) {
    this.#bucket = fullBucket(this.#rate, now)
  }

  /** Milliseconds until its next words may be read; 0: now. */
  spoke(isUnasked: boolean, now: number): number {
    const bucket = refilled(this.#bucket, this.#rate, now)
    const waitMs = isUnasked ? waitFor(bucket, this.#rate, 1) : 0
    // What is more than full is so until the next words.
    this.#bucket = drawn(bucket, this.#rate, isUnasked ? 1 : -FOR_EACH_ANSWER)
    return waitMs
  }
}
