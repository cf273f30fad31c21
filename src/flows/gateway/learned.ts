// What earlier runs learned of a server, when one begins. What cannot be read is never taken for nothing: with `enforce` the server
// does not start, and otherwise nothing is compared and the person is told.
import type { Recorder } from '../../core/evidence/event.ts'
import type { Baseline } from '../../core/baseline/baseline.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Admitted } from './admit.ts'
import { Usual } from './usual.ts'
import type { GuardWorld } from './world.ts'

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

type Begun = {
  readonly server: string
  readonly session: string
  readonly recorder: Recorder
  readonly world: GuardWorld
}

export function usualFrom(
  learned: Baseline | Failure | null,
  { server, session, recorder, world }: Begun,
): Usual | null {
  const { baselines, say, now } = world
  if (learned instanceof Failure) {
    const detail = learned.message
    recorder.record({ type: 'alert', server, session, kind: 'baseline-damaged', host: '', of: 0, detail })
    say(`${learned.words} Until then nothing is compared.`)
    return null
  }
  if (learned === null || baselines.mode === 'off') return null
  const keep = (parts: readonly Baseline[]): Promise<void> => baselines.keep(server, parts)
  return new Usual({ server, session, record: recorder.record, say, mode: baselines.mode, learned, keep, now })
}
