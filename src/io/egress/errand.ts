// What one connection of a sandbox is about, and what it may cost.
import type { Attempt } from '../../core/egress/attempt.ts'
import type { NetGrant } from '../../core/model/grants.ts'
import type { Ledger } from './ledger.ts'
import type { Limits } from './limits.ts'
import type { Resolve } from './resolve.ts'

export type Errand = {
  readonly name: string
  readonly grant: NetGrant
  readonly resolve: Resolve
  readonly tell: (attempt: Attempt) => void
  /** Ends the connection and says why. */
  readonly deny: (reason: string) => void
  /** How each open connection is ended for a reason: the sandbox has gone, or a bound was reached. */
  readonly endings: Map<(reason: string) => void, string>
  readonly limits: Limits
  readonly ledger: Ledger
  /** Told of bytes before they go to the host; throws when it cannot be recorded. */
  readonly onSent: (host: string, bytes: number) => void
}

/** For what is over already: nothing passes any more, and who cannot record ends the run by itself. */
export function tellIfPossible(attempt: Attempt, tell: (attempt: Attempt) => void): void {
  try {
    tell(attempt)
  } catch {
    // Said above.
  }
}
