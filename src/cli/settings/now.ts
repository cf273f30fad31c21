// What a person's config says now, for processes that live long: it may have changed since they were started.
import type { Settings } from '../../flows/gateway-process/one-door.ts'
import { readRulesFolder } from '../../io/store/rule-files.ts'
import { readConfig } from './config.ts'
import { guardSettings } from './guards.ts'
import { policyNamed } from './policy.ts'
import type { World } from '../world.ts'

export async function settingsNow(world: World): Promise<Settings> {
  const { paths } = world
  const [config, texts] = await Promise.all([readConfig(paths.config), readRulesFolder(paths.config)])
  const policy = await policyNamed(config.policy, world)
  const rules = { texts, mayBlock: config.userRules === 'block' }
  return { settings: guardSettings(config), policy, rules }
}
