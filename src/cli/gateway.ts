// `gateway`: the process that holds the guards of all clients of this user. `run` starts it when it is needed.
import { runGateway } from '../flows/gateway-process/gateway.ts'
import type { Args, ExitCode } from './command.ts'
import { ownBuild, ownProgram } from './self.ts'
import { settingsNow } from './settings-now.ts'
import { onSignals, speakOn } from './standing.ts'
import type { World } from './world.ts'

/** `onServed`: when the first door was let in. */
export async function gatewayCommand(_: Args, world: World, onServed?: () => void): Promise<ExitCode> {
  const { paths } = world
  const say = speakOn(world)
  const how = await runGateway({
    paths,
    version: ownBuild(ownProgram()),
    readIdleMs: async () => (await world.config()).gatewayIdle * 1_000,
    readSettings: () => settingsNow(world),
    say,
    ...(onServed === undefined ? {} : { onServed }),
    onEnd: (end) => onSignals(end),
  })
  if (how === 'already') say('A gateway of this version runs already.')
  return 0
}
