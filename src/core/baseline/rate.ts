// How often a tool is called: calls in the minute and in the hour that run now, told when they are over.
import type { Observation } from './baseline.ts'

type Window = { since: number; count: number; isUnusual: boolean }

/** One that is over. What was unusual is learned apart. */
export type Closed = { readonly seen: Observation; readonly isUnusual: boolean }

const LENGTHS = { burst: 60_000, busy: 3_600_000 } as const
type WindowName = keyof typeof LENGTHS
const NAMES = Object.keys(LENGTHS) as readonly WindowName[]

export class RateWatch {
  readonly #windows: Record<WindowName, Window | null> = { burst: null, busy: null }

  /** The numbers with one more call. Times are milliseconds of a monotonic clock. */
  withOneMore(now: number): Readonly<Record<WindowName, number>> {
    return { burst: this.#count('burst', now) + 1, busy: this.#count('busy', now) + 1 }
  }

  /** A call that passed, and which numbers were unusual with it; returns the windows that were over by then. */
  called(now: number, unusual: ReadonlySet<string>): readonly Closed[] {
    const closed = this.close(now)
    for (const name of NAMES) {
      const window = (this.#windows[name] ??= { since: now, count: 0, isUnusual: false })
      window.count += 1
      window.isUnusual ||= unusual.has(name)
    }
    return closed
  }

  /** Without a time: all of them, because the run is over. */
  close(now = Number.POSITIVE_INFINITY): readonly Closed[] {
    return NAMES.flatMap((name) => {
      const window = this.#windows[name]
      if (window === null || now - window.since < LENGTHS[name]) return []
      this.#windows[name] = null
      const seen = { calls: 0, sizes: { [name]: window.count }, sets: {} } as const
      return [{ seen, isUnusual: window.isUnusual }]
    })
  }

  #count(name: WindowName, now: number): number {
    const window = this.#windows[name]
    return window === null || now - window.since >= LENGTHS[name] ? 0 : window.count
  }
}
