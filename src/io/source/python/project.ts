// What a project needs, fetched by a confined pip into a staging folder: wheels only, looked at, then put down.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import type { PythonProject } from '../../../core/rehearsal/python-project.ts'
import { counted } from '../../../core/text/counted.ts'
import { withStaging } from '../staging.ts'
import { download, install, type PipWorld, put, requirementOf, SITE, stage, wheelsOf } from './pip.ts'
import { checkWheels } from './tree.ts'
import { readRequirement } from './uvx.ts'
import { type LockedWheel, wheelsIn } from './wheels.ts'

export type Site = {
  /** The folder of the packages. */
  readonly site: string
  readonly wheels: readonly LockedWheel[]
  /** A folder of ours beside it, gone when the work is done. */
  readonly staging: string
}

export async function withSite<Answer>(
  { requirements, constraints }: Pick<PythonProject, 'requirements' | 'constraints'>,
  world: PipWorld,
  work: (found: Site) => Promise<Answer>,
): Promise<Answer> {
  for (const listed of [requirements, constraints]) {
    if (listed.length > bound('package-count')) throw new Failure('package-refused', 'the project needs too much')
  }
  const words = requirements.map(wordOf)
  const held = constraints.map((text) => `${requirementOf(readRequirement(text))}\n`)
  return await withStaging(world.store, world.owner, async (staging) => {
    const staged = await stage(staging, { settings: 'pip' }, world)
    const site = join(staged.project, SITE)
    if (words.length === 0) {
      await mkdir(site)
      return await work({ site, wheels: [], staging })
    }
    world.progress('resolving what the project needs')
    const list = join(staging, 'constraints.txt')
    await put(list, held.join(''), world)
    await download(['--constraint', list, ...words], staged, world)
    const wheels = await wheelsIn(wheelsOf(staged), 'the project')
    world.progress(`installing ${counted(wheels.length, 'package')}, wheels only`)
    await install(wheels, staged, world)
    await checkWheels(site, wheels)
    return await work({ site, wheels, staging })
  })
}

/** The condition of a requirement (PEP 508): it starts no option, names no file and no address. */
const MARKER = /^[\w\s.'"<>=!~()+-]{1,300}$/

function wordOf(text: string): string {
  const [head = '', ...rest] = text.split(';')
  const plain = requirementOf(readRequirement(head.replace(/^([^()]*)\(([^()]*)\)\s*$/, '$1$2')))
  const marker = rest.join(';').trim()
  if (marker === '') return plain
  if (MARKER.test(marker)) return `${plain}; ${marker}`
  const shown = quote(untrusted(text), 300)
  throw new Failure('package-refused', `the requirement ${shown} of the project has a condition that is not read`)
}
