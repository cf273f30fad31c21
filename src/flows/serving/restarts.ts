// A server that ends again and again soon after its start is started less and less often, so that it cannot keep the machine busy.
import { bound } from '../../core/model/bounds.ts'

type Failed = { readonly count: number; readonly until: number }

const FIRST_MS = 1_000
/** One that lived so long did not fail at its start. */
const LIVED_MS = 10_000
const FREE = 3

export class Restarts {
  readonly #failed = new Map<string, Failed>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** `startedAt` is on the same clock. */
  ended(server: string, startedAt: number, hasFailed: boolean): void {
    const now = this.#now()
    if (!hasFailed) return
    const before = now - startedAt < LIVED_MS ? (this.#failed.get(server)?.count ?? 0) : 0
    const count = before + 1
    const rest = count < FREE ? 0 : Math.min(FIRST_MS * 2 ** (count - FREE), bound('http-rest-ms'))
    this.#failed.set(server, { count, until: now + rest })
  }

  /** Whether it has to rest now. */
  rests(server: string): boolean {
    const failed = this.#failed.get(server)
    return failed !== undefined && this.#now() < failed.until
  }
}
