// All that one conversation may ask of a server: whether one more call may pass now, and if not, when. Times are milliseconds of
// a monotonic clock; one that is turned back stands still here.
import { bound } from '../../model/bounds.ts'
import type { Budget, Rate } from '../../model/grants.ts'
import { Breaker, type Ending } from './breaker.ts'
import { type Bucket, drawn, fullBucket, isFull, refilled, waitFor } from './bucket.ts'
import { LoopWatch } from './loop.ts'

export const OVER_REASONS = ['quota-used', 'resting', 'looping', 'too-many-calls', 'too-many-at-once'] as const
export type OverReason = (typeof OVER_REASONS)[number]

/** `waitMs`: when it may be tried again; null where time alone does not help. */
export type Over = { readonly reason: OverReason; readonly waitMs: number | null }

export type Call = {
  /** Names the call while it is under way. */
  readonly key: string
  /** The tool or prompt, or all resources together. */
  readonly item: string
  /** Stands for all that it asks: item and arguments. */
  readonly words: string
}

/** Keys of the calls that wait for an answer, without the one that is asked about. */
export type UnderWay = ReadonlySet<string>

export type WholeBudget = Required<Budget>

export const wholeBudget = ({ calls, concurrent, quota }: Budget = {}): WholeBudget => ({
  calls: calls ?? { count: bound('budget-calls'), withinMs: bound('budget-calls-ms') },
  concurrent: concurrent ?? bound('budget-at-once'),
  quota: quota ?? bound('budget-quota'),
})

type Item = { bucket: Bucket; readonly breaker: Breaker }

export class BudgetWatch {
  readonly whole: WholeBudget
  readonly #items = new Map<string, Item>()
  readonly #loops = new LoopWatch()
  #count = 0
  #clock = 0

  constructor(budget: Budget | undefined) {
    this.whole = wholeBudget(budget)
  }

  /** Null: it may pass, and counts from now on. What is refused costs nothing. */
  admit(call: Call, underWay: UnderWay, at: number): Over | null {
    const now = this.#now(at)
    const item = this.#items.get(call.item) ?? this.#make(now)
    if (item === null) return { reason: 'too-many-calls', waitMs: this.whole.calls.withinMs }
    item.bucket = refilled(item.bucket, this.whole.calls, now)
    const over = this.#over(call, item, underWay, now)
    if (over !== null) return over
    this.#count += 1
    item.bucket = drawn(item.bucket, this.whole.calls)
    item.breaker.began(call.key)
    this.#loops.began(call.key, call.words, now)
    // The one that was used last comes last.
    this.#items.delete(call.item)
    this.#items.set(call.item, item)
    return null
  }

  #over(call: Call, { bucket, breaker }: Item, underWay: UnderWay, now: number): Over | null {
    const { calls, concurrent, quota } = this.whole
    if (this.#count >= quota) return { reason: 'quota-used', waitMs: null }
    const waits = {
      resting: breaker.waitMs(now, (key) => underWay.has(key)),
      looping: this.#loops.waitMs(call.words, now),
      'too-many-calls': waitFor(bucket, calls),
    }
    for (const reason of ['resting', 'looping', 'too-many-calls'] as const)
      if (waits[reason] > 0) return { reason, waitMs: waits[reason] }
    return underWay.size < concurrent ? null : { reason: 'too-many-at-once', waitMs: null }
  }

  ended({ key, item }: Pick<Call, 'key' | 'item'>, how: Ending, at: number): void {
    this.#items.get(item)?.breaker.ended(key, how, this.#now(at))
  }

  /** Whether the words of the answer to this call have to be known; told as null otherwise. */
  asksFor(key: string): boolean {
    return this.#loops.asksFor(key)
  }

  answered(key: string, words: string | null): void {
    this.#loops.answered(key, words)
  }

  #now(at: number): number {
    if (Number.isFinite(at) && at > this.#clock) this.#clock = at
    return this.#clock
  }

  /** Only what is as good as new is forgotten, so that nobody gains by it; null where nothing is. */
  #make(now: number): Item | null {
    if (this.#items.size >= bound('budget-items')) {
      const idle = [...this.#items].find(([, item]) => isFresh(item, this.whole.calls, now))
      if (idle === undefined) return null
      this.#items.delete(idle[0])
    }
    return { bucket: fullBucket(this.whole.calls, now), breaker: new Breaker() }
  }
}

const isFresh = ({ bucket, breaker }: Item, rate: Rate, now: number): boolean =>
  breaker.isFresh && isFull(refilled(bucket, rate, now), rate)
