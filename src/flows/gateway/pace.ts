// How fast a server may say what nobody asked for. Each such line is judged, written down and sent on, for one process that serves all:
// a server that tells of changes in a loop would fill the log, until the oldest of it goes, and keep all others waiting. It is read
// more slowly instead, and nothing is lost: what it says waits with it.
import { bound } from '../../core/model/bounds.ts'
import type { Frame } from '../../core/model/channel.ts'
import { Pace } from '../../core/policy/budget/pace.ts'

/** What a call may bring with it in progress and lines of a log. */
const FOR_EACH_ANSWER = { lines: 20, bytes: 64 * 1024 }

export class ServerPace {
  readonly #lines: Pace
  readonly #bytes: Pace

  /** `now` is on the clock of `spoke`. */
  constructor(now: number) {
    const withinMs = bound('server-notes-ms')
    this.#lines = new Pace({ count: bound('server-notes'), withinMs }, now)
    this.#bytes = new Pace({ count: bound('server-notes-bytes'), withinMs }, now)
  }

  /** Milliseconds until its next words may be read; 0: now. */
  spoke(isUnasked: boolean, frame: Frame, now: number): number {
    const { lines, bytes } = isUnasked
      ? { lines: 1, bytes: bytesOf(frame) }
      : { lines: -FOR_EACH_ANSWER.lines, bytes: -FOR_EACH_ANSWER.bytes }
    return Math.max(this.#lines.took(lines, now), this.#bytes.took(bytes, now))
  }
}

const bytesOf = (frame: Frame): number =>
  frame.kind === 'frame' ? frame.bytes.length : frame.kind === 'failed' ? 0 : frame.bytes
