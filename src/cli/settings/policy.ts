// Which policy the person's settings name, or a command line for this once.
import { resolve } from 'node:path'
import type { PolicyGiven } from '../../flows/policy/policy-here.ts'
import { SHIPPED, type ShippedSet } from '../../io/engine/policies.data.ts'
import { readOwnPolicy, readPolicyFile } from '../../io/store/policy-file.ts'
import type { World } from '../world.ts'

export async function policyGiven(world: World): Promise<PolicyGiven> {
  return policyNamed((await world.config()).policy, world)
}

/** `strict`, `balanced`, `observe`, `own`, or a file. */
export async function policyNamed(name: string, { paths, cwd }: World): Promise<PolicyGiven> {
  if (isShipped(name)) return { shipped: name }
  if (name === 'own') return { own: await readOwnPolicy(paths.config) }
  return { own: await readPolicyFile(resolve(cwd, name), NAMES) }
}

const NAMES = `Name a set (${[...Object.keys(SHIPPED), 'own'].join(', ')}), or a file that is there.`

const isShipped = (name: string): name is ShippedSet => Object.hasOwn(SHIPPED, name)
