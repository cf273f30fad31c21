// A Python package: installed from wheels by a confined pip into the store, and started from there by the Python it is for.
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { entryPath } from '../../io/source/entry.ts'
import { installWheels, SITE, START } from '../../io/source/python/pip.ts'
import { findCommand } from '../../io/source/python/tree.ts'
import type { Python } from '../../io/source/python/interpreter.ts'
import { startOf } from '../../io/source/start.ts'
import type { PypiTarget } from '../../io/source/python/uvx.ts'
import { pipHere } from './installers.ts'
import { digested, unasked, type ResolvedTarget, type ResolveWorld } from './world.ts'

export async function resolvePython(target: PypiTarget, world: ResolveWorld): Promise<ResolvedTarget> {
  const pip = await pipHere(world, target.python)
  const installed = await installWheels(target, pip)
  const root = entryPath(installed.place)
  const start = await startIn(root, target.name, target.bin, pip.python)
  const { version, place, tree, wheels } = installed
  return {
    artifact: { kind: 'pypi', name: target.name, version, lock: place.key, tree },
    argv: [...start, ...target.args],
    interpreter: await digested(start[0], world.store),
    roots: [root],
    facts: {
      installScripts: [],
      packages: wheels.map(({ name, version }) => `${name}@${version}`),
      notCovered: [
        'The standard library of Python is that of this machine; its interpreter is pinned.',
        ...unasked(target.name, installed.resolvedAt),
      ],
    },
  }
}

/** No settings of the environment, no packages of the machine, nothing written beside the code. */
const FLAGS = ['-I', '-S', '-B', '-X', 'utf8'] as const

/** How a command of a package is started; `root` holds what was installed. */
export async function startIn(
  root: string,
  name: string,
  bin: string | null,
  python: Python,
): Promise<readonly [string, ...string[]]> {
  const command = await findCommand(join(root, SITE), name, bin)
  return 'program' in command
    ? await startOf(command.program, await realpath(process.execPath))
    : [python.path, ...FLAGS, join(root, START), command.name, command.entry]
}
