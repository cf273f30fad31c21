// Requests that wait for their answers, in both directions. An answer without a request goes nowhere.
import { bound } from '../../core/model/bounds.ts'
import { idKey, type Direction, type Id } from '../../core/model/message.ts'
import type { Abilities } from '../../core/protocol/ability.ts'
import type { FaultCode } from '../../core/protocol/fault.ts'
import type { PolicedList } from '../../core/protocol/modern/watched.ts'
import type { Asked } from './stages.ts'

export type Exchange = {
  /** Names the exchange in the log: direction of its request and a running number. */
  readonly key: string
  readonly direction: Direction
  readonly id: Id
  readonly method: string
  readonly target: string
  /** Modern requests say themselves what their client can do. */
  readonly abilities: Abilities
  /** The key of the token under which its progress is told; null where it asked for none. */
  readonly progress: string | null
  /** Milliseconds of the guard's clock when it was opened or last made progress. */
  since: number
  /** Ours: the answer is for us and not for the client. */
  readonly own: boolean
  /** The grant for a time that it needs, and the record of its decision; null where it needs none. */
  grant: { readonly id: string; readonly seq: number } | null
  /** The lists whose changes it is to tell of; absent where it is no subscription. */
  readonly watches?: readonly PolicedList[]
  /** What is known of its request where somebody watches. */
  asked?: Asked
}

const REMEMBERED_CANCELS = 256

export class Exchanges {
  readonly #open = { upstream: new Map<string, Exchange>(), downstream: new Map<string, Exchange>() }
  readonly #cancelled = { upstream: new Set<string>(), downstream: new Set<string>() }
  readonly #onFreed: () => void
  #count = 0

  /** `onFreed`: a request is no longer open. */
  constructor(onFreed: () => void = () => undefined) {
    this.#onFreed = onFreed
  }

  /** How many are open. */
  sizeOf(direction: Direction): number {
    return this.#open[direction].size
  }

  open(request: Omit<Exchange, 'key' | 'grant' | 'asked'>): Exchange | FaultCode {
    const pending = this.#open[request.direction]
    const key = idKey(request.id)
    // Also while the answer to a cancelled request may still come: it would be taken for the answer to this one.
    if (pending.has(key) || this.#cancelled[request.direction].has(key)) return 'id-reused'
    if (pending.size >= bound('pending-exchanges')) return 'too-many-pending'
    this.#count += 1
    const exchange: Exchange = { ...request, key: `${request.direction}-${this.#count}`, grant: null }
    pending.set(key, exchange)
    return exchange
  }

  find(direction: Direction, id: Id): Exchange | undefined {
    return this.#open[direction].get(idKey(id))
  }

  /** Takes the exchange that this answer ends; `direction` is that of its request. */
  settle(direction: Direction, id: Id): Exchange | undefined {
    const exchange = this.find(direction, id)
    if (this.#open[direction].delete(idKey(id))) this.#onFreed()
    return exchange
  }

  /** Its answer did not go out: whoever asked still waits. */
  reopen(exchange: Exchange): void {
    this.#open[exchange.direction].set(idKey(exchange.id), exchange)
  }

  /** A cancelled request may still be answered: such an answer is late, not wrong. */
  cancel(direction: Direction, id: Id): void {
    if (this.settle(direction, id) === undefined) return
    const late = this.#cancelled[direction]
    late.add(idKey(id))
    if (late.size > REMEMBERED_CANCELS) late.delete(late.values().next().value!)
  }

  wasCancelled(direction: Direction, id: Id): boolean {
    return this.#cancelled[direction].delete(idKey(id))
  }

  pending(direction: Direction): readonly Exchange[] {
    return [...this.eachOpen(direction)]
  }

  /** The same one by one: none may be opened or settled meanwhile. */
  eachOpen(direction: Direction): Iterable<Exchange> {
    return this.#open[direction].values()
  }
}
