// What a project needs, fetched by a confined npm into a staging folder: resolved, looked at, then put down with scripts off.
import { join } from 'node:path'
import type { NodeNeeds } from '../../../core/rehearsal/node-project.ts'
import { counted } from '../../../core/text/counted.ts'
import { withStaging } from '../staging.ts'
import { type LockedPackage, readPackages, refuseForeign } from './lock.ts'
import { install, type NpmWorld, resolveAll, stage } from './npm.ts'
import { checkInstalled } from './tree.ts'

export type Modules = {
  /** `node_modules`; not there where nothing is for this system. */
  readonly modules: string
  readonly packages: readonly LockedPackage[]
  /** As `name@version`. None of it was run. */
  readonly installScripts: readonly string[]
  /** A folder of ours beside it, gone when the work is done. */
  readonly staging: string
}

export async function withModules<Answer>(
  needs: Pick<NodeNeeds, 'manifest' | 'lock'>,
  world: NpmWorld,
  work: (found: Modules) => Promise<Answer>,
): Promise<Answer> {
  refuseForeign(PROJECT, needs.manifest)
  return await withStaging(world.store, world.owner, async (folder) => {
    const staged = await stage(folder, world)
    world.progress('resolving what the project needs')
    const packages = readPackages(await resolveAll(needs, staged, world), PROJECT)
    world.progress(`installing ${counted(packages.length, 'package')}, scripts off`)
    await install(staged, world)
    const installScripts = await checkInstalled(staged.project, packages)
    return await work({ modules: join(staged.project, 'node_modules'), packages, installScripts, staging: folder })
  })
}

const PROJECT = 'the project'
