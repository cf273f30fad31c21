// npm and pip, as whoever resolves or reads a package has them fetch it: confined, and as nobody where we are root.
import { realpath } from 'node:fs/promises'
import type { Host } from '../../core/confine/plan.ts'
import type { InstallRun } from '../../io/source/install-run.ts'
import type { NpmWorld } from '../../io/source/npm/npm.ts'
import { findPython } from '../../io/source/python/interpreter.ts'
import type { PipWorld } from '../../io/source/python/pip.ts'
import { runInstall } from './install.ts'
import type { ResolveWorld } from './world.ts'

type World = Pick<ResolveWorld, 'env' | 'store' | 'host' | 'progress'>

export async function npmHere({ store, env, host, progress }: World): Promise<NpmWorld> {
  const runNpm = (run: InstallRun) => runInstall(run, host, progress)
  const node = await realpath(process.execPath)
  return { store, env, node, owner: ownerOn(host), now: () => new Date(), progress, runNpm }
}

/** `version`: null where any that packages are installed with will do. */
export async function pipHere({ store, env, host, progress }: World, version: string | null): Promise<PipWorld> {
  const runPip = (run: InstallRun) => runInstall(run, host, progress)
  const python = await findPython(env, version)
  return { store, env, python, owner: ownerOn(host), now: () => new Date(), progress, runPip }
}

export const ownerOn = ({ uid, sandboxUid }: Host): PipWorld['owner'] =>
  uid === 0 ? { uid: sandboxUid, gid: sandboxUid } : null
