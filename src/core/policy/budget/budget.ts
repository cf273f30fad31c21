// All that one conversation may ask of a server: whether one more call may pass now, and if not, when. Times are milliseconds of
// a monotonic clock; one that is turned back stands still here.
import { bound } from '../../model/bounds.ts'
import type { Budget, Rate } from '../../model/grants.ts'
import { Breaker, type Ending } from './breaker.ts'
import { type Bucket, drawn, fullBucket, isFull, refilled, waitFor } from './bucket.ts'
import { SharedBucket } from './shared.ts'
import { LoopWatch } from './loop.ts'

export const OVER_REASONS = [
  'quota-used',
  'turn-used',
  'resting',
  'looping',
  'too-many-calls',
  'too-many-of-server',
  'too-many-of-client',
  'too-many-at-once',
] as const
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
  /** Points in the buckets that it shares with others. */
  readonly cost: number
}

/** What all servers of one client may be asked together, and the bucket that their guards share. */
export type ClientShare = { readonly rate: Rate; readonly bucket: SharedBucket }

/** Keys of the calls that wait for an answer, without the one that is asked about. */
export type UnderWay = ReadonlySet<string>

export type WholeBudget = Required<Budget>

export const wholeBudget = ({ calls, concurrent, quota, allCalls, costs, turn }: Budget = {}): WholeBudget => ({
  calls: calls ?? { count: bound('budget-calls'), withinMs: bound('budget-calls-ms') },
  concurrent: concurrent ?? bound('budget-at-once'),
  quota: quota ?? bound('budget-quota'),
  allCalls: allCalls ?? { count: bound('budget-points'), withinMs: bound('budget-calls-ms') },
  costs: costs ?? {},
  turn: turn ?? bound('budget-turn'),
})

type Item = { bucket: Bucket; readonly breaker: Breaker }

export class BudgetWatch {
  readonly whole: WholeBudget
  readonly #items = new Map<string, Item>()
  readonly #loops = new LoopWatch()
  readonly #points = new SharedBucket()
  readonly #client: ClientShare | null
  #count = 0
  #turn = 0
  #busyAt = 0
  #clock = 0

  constructor(budget: Budget | undefined, client: ClientShare | null = null) {
    this.#client = client
    this.whole = wholeBudget(budget)
  }

  get clientRate(): Rate | null {
    return this.#client?.rate ?? null
  }

  /** Null: it may pass, and counts from now on. What is refused costs nothing. */
  admit(call: Call, underWay: UnderWay, at: number): Over | null {
    const now = this.#now(at)
    this.#rest(underWay, now)
    const item = this.#items.get(call.item) ?? this.#make(now)
    if (item === null) return { reason: 'too-many-calls', waitMs: this.whole.calls.withinMs }
    item.bucket = refilled(item.bucket, this.whole.calls, now)
    const over = this.#over(call, item, underWay, now)
    if (over !== null) return over
    this.#count += 1
    this.#turn += 1
    item.bucket = drawn(item.bucket, this.whole.calls)
    this.#points.draw(this.whole.allCalls, call.cost)
    this.#client?.bucket.draw(this.#client.rate, call.cost)
    item.breaker.began(call.key)
    this.#loops.began(call.key, call.words, now)
    // The one that was used last comes last.
    this.#items.delete(call.item)
    this.#items.set(call.item, item)
    return null
  }

  #over(call: Call, { bucket, breaker }: Item, underWay: UnderWay, now: number): Over | null {
    const { calls, concurrent, quota, allCalls, turn } = this.whole
    if (this.#count >= quota) return { reason: 'quota-used', waitMs: null }
    if (this.#turn >= turn) return { reason: 'turn-used', waitMs: bound('budget-turn-rest-ms') }
    const ofClient = this.#client?.bucket.waitMs(this.#client.rate, call.cost, now) ?? 0
    const ofServer = this.#points.waitMs(allCalls, call.cost, now)
    const over =
      waiting(
        'resting',
        breaker.waitMs(now, (key) => underWay.has(key)),
      ) ??
      waiting('looping', this.#loops.waitMs(call.words, now)) ??
      waiting('too-many-calls', waitFor(bucket, calls)) ??
      waiting('too-many-of-server', ofServer) ??
      waiting('too-many-of-client', ofClient)
    if (over !== null) return over
    return underWay.size < concurrent ? null : { reason: 'too-many-at-once', waitMs: null }
  }

  /**
   * A turn is what a client asks until it has rested: for so long nothing was asked, not even what was refused, and nothing was
   * under way. The protocol does not say where a turn of the model begins.
   */
  #rest(underWay: UnderWay, now: number): void {
    if (underWay.size === 0 && now - this.#busyAt >= bound('budget-turn-rest-ms')) this.#turn = 0
    this.#busyAt = now
  }

  ended({ key, item }: Pick<Call, 'key' | 'item'>, how: Ending, at: number): void {
    this.#busyAt = this.#now(at)
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

const waiting = (reason: OverReason, waitMs: number): Over | null => (waitMs > 0 ? { reason, waitMs } : null)

const isFresh = ({ bucket, breaker }: Item, rate: Rate, now: number): boolean =>
  breaker.isFresh && isFull(refilled(bucket, rate, now), rate)
