// `gateway`: the process that holds the guards of all clients of this user. `run` starts it when it is needed.
import { type GatewayDesk, runGateway } from '../flows/gateway-process/gateway.ts'
import type { Args, ExitCode } from './command.ts'
import { ownBuild, ownProgram } from './self.ts'
import { settingsNow } from './settings/now.ts'
import { onSignals, speakOn } from './standing.ts'
import type { World } from './world.ts'

/** What only the gateway of a door has. */
type ByDoor = Pick<GatewayDesk, 'firstDoor' | 'onServed'>

export async function gatewayCommand(_: Args, world: World, byDoor: ByDoor = {}): Promise<ExitCode> {
  const { paths } = world
  const say = speakOn(world)
  const how = await runGateway({
    paths,
    version: ownBuild(ownProgram()),
    readIdleMs: async () => (await world.config()).gatewayIdle * 1_000,
    readSettings: () => settingsNow(world),
    say,
    ...byDoor,
    onEnd: (end) => onSignals(end),
  })
  if (how === 'already') say('A gateway of this version runs already.')
  return 0
}
