// The key of the store of secrets, in the memory of the gateway process alone, for as long as a person said.
import { bound } from '../../core/model/bounds.ts'

export type KeyringClock = {
  /** Of a clock that nobody sets, and that may stand while the machine sleeps. */
  readonly now: () => number
  /** Of the clock on the wall, which goes on then, and may be set. */
  readonly date: () => number
}

type Kept = { readonly key: Buffer; readonly until: number; readonly untilDate: number }

export class Keyring {
  #kept: Kept | null = null
  readonly #clock: KeyringClock

  constructor(clock: KeyringClock) {
    this.#clock = clock
  }

  unlock(key: Uint8Array, ms: number): void {
    this.lock()
    const lasts = Math.min(ms, bound('unlocked-ms'))
    const { now, date } = this.#clock
    this.#kept = { key: Buffer.from(key), until: now() + lasts, untilDate: date() + lasts }
  }

  /** Overwritten, so that nothing of it stands in memory until that is used again. */
  lock(): void {
    this.#kept?.key.fill(0)
    this.#kept = null
  }

  /** How long it stays; null: it is locked. The clock that is ahead counts: setting one back extends nothing. */
  leftMs(): number | null {
    if (this.#kept === null) return null
    const { until, untilDate } = this.#kept
    const left = Math.min(until - this.#clock.now(), untilDate - this.#clock.date())
    if (left > 0) return Math.ceil(left)
    this.lock()
    return null
  }

  key(): Uint8Array | null {
    return this.leftMs() === null ? null : this.#kept!.key
  }
}
