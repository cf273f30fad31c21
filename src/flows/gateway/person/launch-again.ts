// A server that runs when the policy is changed is asked about again, as if it were to be started now. What could not be started
// does not go on.
import type { EventBody } from '../../../core/evidence/event.ts'
import { Failure } from '../../../core/model/failure.ts'
import { grantEvent } from '../../granting/kept.ts'
import type { Admitted } from '../admit.ts'
import type { GuardWorld } from '../world.ts'
import { mayLaunch, watchStart } from './may-launch.ts'

type Running = {
  readonly session: string
  readonly world: GuardWorld
  readonly record: (event: EventBody) => number
  /** Ends the run, with the reason. */
  readonly fall: (cause: unknown) => void
}

/** To be called whenever the policy was changed. */
export function launchAgain(admitted: Admitted, { session, world, record, fall }: Running): () => Promise<void> {
  const { server, pin, what, granted, start } = admitted
  let { under } = start
  return async () => {
    // What was granted for this policy may be newer than what was last read.
    await granted.refresh()
    try {
      const { grants, remote } = what
      const again = mayLaunch({ server, pin, grants, isRemote: remote !== null }, granted, world)
      const more = again.under.filter(({ id }) => under.every((grant) => grant.id !== id))
      under = [...under, ...more]
      for (const grant of more) record(grantEvent(grant, 'used', { session }))
      if (more.length > 0) watchStart(server, more, granted, fall)
    } catch (cause) {
      if (!(cause instanceof Failure)) return fall(cause)
      const { code, message: detail, fix } = cause
      const statements = cause.statements ?? []
      record({ type: 'refused', server, session, code, detail, policy: { ...world.policy.stamp(), statements } })
      fall(new Failure(code, `${server} was ended when the policy was changed: ${detail}`, { fix, statements }))
    }
  }
}
