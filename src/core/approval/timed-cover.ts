// What a grant for a time covers: never more than its words say.
import { canonical } from '../canon/digest.ts'
import { isObject } from '../model/json.ts'
import { standsAt } from '../model/pointer.ts'
import { asWritten } from './binding.ts'
import type { Power, TimedGrant } from './timed-grant.ts'

/** Who wants power, and which. `pin` is the digest of the approval of now. */
export type Wanted = {
  readonly user: string
  readonly server: string
  readonly pin: string
  readonly power:
    | {
        readonly kind: 'tool'
        readonly tool: string
        /** Digest of the definition that is offered now. */
        readonly definition: string
        /** The parameters of the call as JSON, with the numbers as they were written. */
        readonly passed: () => string
        readonly needsStepUp: boolean
      }
    | { readonly kind: 'launch' | 'secrets' }
}

/** Whether it is still in force is not asked here. */
export function covers(grant: TimedGrant, { user, server, pin, power }: Wanted): boolean {
  if (grant.user !== user || grant.server !== server || grant.pin !== pin) return false
  const given = grant.power
  if (power.kind !== 'tool' || given.kind !== 'tool') return given.kind === power.kind
  const isSame = given.tool === power.tool && given.definitions.includes(power.definition)
  return isSame && (given.stepUp || !power.needsStepUp) && holds(given.passed, power.passed)
}

type Given = Extract<Power, { kind: 'tool' }>['passed']

function holds(given: Given, passed: () => string): boolean {
  if (given.length === 0) return true
  const params = asWritten(passed())
  const args = isObject(params) ? (params['arguments'] ?? null) : null
  return given.every(({ pointer, value }) => {
    const found = standsAt(args, pointer)
    return found !== undefined && canonical(found) === canonical(asWritten(value))
  })
}
