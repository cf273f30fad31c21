// Whether an approval still stands while a run goes on. Quarantine, removal and expiry end it at once; after another approval of the
// same name it only answers what it was asked.
import { Failure } from '../../core/model/failure.ts'
import { isOver, type Pin } from '../../core/model/pin.ts'
import { standingPin, type Admitted } from './admit.ts'
import type { GuardWorld } from './world.ts'

export type Standing = {
  /** Throws the Failure that says why it does not stand any more. */
  readonly confirm: () => Promise<void>
  /** Ends the watching. */
  readonly end: () => void
}

const CLOCK_MS = 1_000

/** Watches from before the start, so that no change is missed; `fall` is called with the reason when it falls. */
export function watchStanding({ server, pin }: Admitted, world: GuardWorld, fall: (cause: unknown) => void): Standing {
  // Trusted for this one run: nothing is approved that could be taken back.
  if (pin === null) return { confirm: async () => undefined, end: () => undefined }
  const approved = essence(pin)
  const confirm = async (): Promise<void> => {
    if (essence(await standingPin(server, world)) === approved) return
    throw new Failure('approved-anew', `${server} was approved anew while it ran`)
  }
  const look = (): void => void confirm().catch(fall)
  const unwatch = world.watchLock(look)
  const clock = setInterval(() => {
    if (isOver(pin, world.date())) look()
  }, CLOCK_MS).unref()
  const end = (): void => {
    clearInterval(clock)
    unwatch()
  }
  return { confirm, end }
}

const essence = ({ exec, grants, artifact, approvedAt, expiresAt }: Pin): string =>
  JSON.stringify([exec, grants, artifact, approvedAt, expiresAt])
