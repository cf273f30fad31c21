// `gateway`: the process that holds the guards of all clients of this user. `run` starts it when it is needed.
import { runGateway } from '../flows/gateway-process/gateway.ts'
import { readRulesFolder } from '../io/store/rule-files.ts'
import { reveal } from '../core/model/untrusted.ts'
import type { Args, ExitCode } from './command.ts'
import { readConfig } from './config.ts'
import { guardSettings } from './guard-settings.ts'
import { policyNamed } from './policy-given.ts'
import { ownBuild, ownProgram } from './self.ts'
import type { World } from './world.ts'

export async function gatewayCommand(_: Args, world: World): Promise<ExitCode> {
  const { paths, stderr } = world
  const { gatewayIdle } = await world.config()
  const say = (line: string): void => void stderr.write(`sallyport: ${reveal(line)}\n`)
  const how = await runGateway({
    paths,
    version: ownBuild(ownProgram()),
    idleMs: gatewayIdle * 1_000,
    readSettings: async () => {
      const [config, texts] = await Promise.all([readConfig(paths.config), readRulesFolder(paths.config)])
      const policy = await policyNamed(config.policy, world)
      const rules = { texts, mayBlock: config.userRules === 'block' }
      return { settings: guardSettings(config), policy, rules }
    },
    say,
    onEnd: (end) => {
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end)
    },
  })
  if (how === 'already') say('A gateway of this version runs already.')
  return 0
}
