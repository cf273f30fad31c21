// What one connection of a sandbox is about, and what it may cost.
import type { Attempt } from '../../core/egress/attempt.ts'
import type { NetGrant } from '../../core/model/grants.ts'
import type { Limits } from './limits.ts'
import type { Resolve } from './resolve.ts'

/** Bytes left to all connections of one run. */
export type Budget = { up: number; down: number }

export type Errand = {
  readonly name: string
  readonly grant: NetGrant
  readonly resolve: Resolve
  readonly tell: (attempt: Attempt) => void
  /** Ends the connection and says why. */
  readonly deny: (reason: string) => void
  /** Called with the reason when the sandbox has gone. */
  readonly endings: Set<(reason: string) => void>
  readonly limits: Limits
  readonly budget: Budget
}

/** For what is over already: nothing passes any more, and who cannot record ends the run by itself. */
export function tellIfPossible(attempt: Attempt, tell: (attempt: Attempt) => void): void {
  try {
    tell(attempt)
  } catch {
    // Said above.
  }
}
