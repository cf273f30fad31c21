// `gateway`: the process that holds the guards of all clients of this user. `run` starts it when it is needed.
import { runGateway } from '../flows/gateway-process/gateway.ts'
import { reveal } from '../core/model/untrusted.ts'
import type { Args, ExitCode } from './command.ts'
import { ownBuild, ownProgram } from './self.ts'
import { settingsNow } from './settings-now.ts'
import type { World } from './world.ts'

/** `onServed`: when the first door was let in. */
export async function gatewayCommand(_: Args, world: World, onServed?: () => void): Promise<ExitCode> {
  const { paths, stderr } = world
  const say = (line: string): void => void stderr.write(`sallyport: ${reveal(line)}\n`)
  const how = await runGateway({
    paths,
    version: ownBuild(ownProgram()),
    readIdleMs: async () => (await world.config()).gatewayIdle * 1_000,
    readSettings: () => settingsNow(world),
    say,
    ...(onServed === undefined ? {} : { onServed }),
    onEnd: (end) => {
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end)
    },
  })
  if (how === 'already') say('A gateway of this version runs already.')
  return 0
}
