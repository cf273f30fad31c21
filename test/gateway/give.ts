// A grant for a time, as `sallyport grant` would have kept it.
import type { Power, TimedGrant } from '../../src/core/approval/timed-grant.ts'
import type { Pin } from '../../src/core/model/pin.ts'
import { definitionsOf } from '../../src/core/model/set-effects.ts'
import type { KeptGrants } from '../../src/flows/granting/kept.ts'
import { pinDigest } from '../../src/flows/granting/pin-digest.ts'

export async function giveTo(
  kept: KeptGrants,
  pin: Pin,
  power: Power,
  more: Partial<TimedGrant> = {},
): Promise<TimedGrant> {
  const grant: TimedGrant = {
    id: Math.random().toString(16).slice(2, 10).padEnd(8, '0'),
    user: 'ada',
    server: 'fixture',
    pin: pinDigest(pin),
    environment: pin.environment,
    power,
    purpose: 'a test',
    by: 'ada',
    from: kept.clock(),
    lastsMs: 600_000,
    ...more,
  }
  await kept.change(async (now) => [...now, grant])
  return grant
}

type Tool = Extract<Power, { kind: 'tool' }>

/** To call `echo` with whatever is passed. */
export const echoOf = (pin: Pin, more: Partial<Tool> = {}): Tool => ({
  kind: 'tool',
  tool: 'echo',
  effect: 'read',
  definitions: definitionsOf('echo', pin.catalogue),
  passed: [],
  stepUp: false,
  ...more,
})
