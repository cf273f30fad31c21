// A Python package: installed from wheels by a confined pip into the store, and started from there by the Python it is for.
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { entryPath } from '../../io/source/entry.ts'
import type { InstallRun } from '../../io/source/install-run.ts'
import { installWheels, SITE, START } from '../../io/source/python/pip.ts'
import { findCommand } from '../../io/source/python/tree.ts'
import { findPython } from '../../io/source/python/interpreter.ts'
import { startOf } from '../../io/source/start.ts'
import type { PypiTarget } from '../../io/source/python/uvx.ts'
import { runInstall } from '../install.ts'
import { digested, unasked, type ResolvedTarget, type ResolveWorld } from './world.ts'

export async function resolvePython(target: PypiTarget, world: ResolveWorld): Promise<ResolvedTarget> {
  const { host, store, env, progress } = world
  const python = await findPython(env, target.python)
  const owner = host.uid === 0 ? { uid: host.sandboxUid, gid: host.sandboxUid } : null
  const now = () => new Date()
  const runPip = (run: InstallRun) => runInstall(run, host, progress)
  const installed = await installWheels(target, { store, env, python, owner, now, progress, runPip })
  const root = entryPath(installed.place)
  const command = await findCommand(join(root, SITE), target.name, target.bin)
  const start: readonly [string, ...string[]] =
    'program' in command
      ? await startOf(command.program, await realpath(process.execPath))
      : [python.path, ...FLAGS, join(root, START), command.name, command.entry]
  const { version, place, tree, wheels } = installed
  return {
    artifact: { kind: 'pypi', name: target.name, version, lock: place.key, tree },
    argv: [...start, ...target.args],
    interpreter: await digested(start[0], store),
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
export const FLAGS = ['-I', '-S', '-B', '-X', 'utf8'] as const
