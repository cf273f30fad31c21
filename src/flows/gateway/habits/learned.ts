// What earlier runs learned of a server, when one begins. What cannot be read is never taken for nothing: with `enforce` the server
// does not start, and otherwise nothing is compared and the person is told.
import type { Baseline } from '../../../core/baseline/baseline.ts'
import { Failure } from '../../../core/model/failure.ts'
import type { Admitted } from '../admit.ts'
import type { GuardWorld } from '../world.ts'

/** Null where nothing is compared; a Failure where it should be and cannot. A run trusted once is no server that was seen before. */
export async function learnedOf(
  { server, trust }: Admitted,
  { baselines }: GuardWorld,
): Promise<Baseline | Failure | null> {
  if (baselines.mode === 'off' || trust === 'once') return null
  try {
    return await baselines.read(server)
  } catch (cause) {
    if (cause instanceof Failure && baselines.mode === 'learn') return cause
    throw cause
  }
}
