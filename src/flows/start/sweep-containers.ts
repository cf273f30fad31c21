// Containers whose guard died before anything could take them away: swept by the commands that look at what runs.
import type { Pin } from '../../core/model/pin.ts'
import { homeOf } from '../../io/launch/host.ts'

/** Asks the engine only where an image is approved: everybody else does not pay for it. */
export async function sweepFor(pins: readonly (Pin | undefined)[]): Promise<void> {
  const pin = pins.find((pin) => pin?.artifact.kind === 'image')
  if (pin === undefined || pin.interpreter === null) return
  const { sweepContainers } = await import('../../io/launch/container/end.ts')
  await sweepContainers({ program: pin.interpreter.path, home: homeOf() })
}
