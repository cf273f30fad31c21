// What a person allowed and is still in force. It lives in the guard that asked, and ends with it.
import { bound } from '../model/bounds.ts'
import type { Scope } from './question.ts'

/** Milliseconds: `monotonic` only goes on, `wall` is the clock of the system. */
export type Instant = { readonly monotonic: number; readonly wall: number }

export type Allowance = {
  readonly binding: string
  /** The statements whose asking was answered. */
  readonly statements: readonly string[]
  readonly scope: Scope
  /** Null without an end of its own. Each clock ends it: one is set back, and the other stands still while the machine sleeps. */
  readonly until: Instant | null
}

export class Allowances {
  #kept: readonly Allowance[] = []

  allow(allowed: Omit<Allowance, 'until'>, at: Instant): void {
    const ms = lastsMs(allowed.scope)
    const until = ms === null ? null : { monotonic: at.monotonic + ms, wall: at.wall + ms }
    // The oldest is forgotten: that call is asked about again.
    this.#kept = [...this.#kept, { ...allowed, until }].slice(-bound('approvals-kept'))
  }

  /** What covers this very call; null: a person is asked. A statement that was not answered is not lifted. */
  covering(binding: string, statements: readonly string[], at: Instant): Allowance | null {
    this.#kept = this.#kept.filter(({ until }) => until === null || isBefore(at, until))
    return this.#kept.find((one) => one.binding === binding && isSubset(statements, one.statements)) ?? null
  }

  /** One that was for once is used up. */
  use(allowance: Allowance): void {
    if (allowance.scope === 'once') this.#kept = this.#kept.filter((one) => one !== allowance)
  }
}

/** The call that was allowed once may be refused for another reason, and made again: not much later. */
const lastsMs = (scope: Scope): number | null =>
  scope === 'session' ? null : scope === 'once' ? bound('approval-once-ms') : scope

const isBefore = (at: Instant, until: Instant): boolean => at.monotonic < until.monotonic && at.wall < until.wall

const isSubset = (some: readonly string[], all: readonly string[]): boolean => some.every((one) => all.includes(one))
