// What config.yaml says about guards, wherever they live.
import type { GuardSettings } from '../../flows/guard-world.ts'
import { askingOf, clientRateOf } from './asking.ts'
import type { Config } from '../world.ts'

export const guardSettings = (config: Config): GuardSettings => ({
  sandboxUid: config.sandboxUid,
  serverUids: config.serverUids,
  asking: askingOf(config),
  profile: config.profile,
  marking: config.markUntrusted,
  secretsKey: config.secretsKey,
  baselines: config.baselines,
  clientCalls: clientRateOf(config),
})
