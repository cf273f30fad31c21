// An npm package: installed by a confined npm into the store, and started from there by the Node that runs us.
import { realpath } from 'node:fs/promises'
import { entryPath } from '../../io/source/entry.ts'
import type { InstallRun } from '../../io/source/install-run.ts'
import { installPackage } from '../../io/source/npm/npm.ts'
import type { NpmTarget } from '../../io/source/npm/npx.ts'
import { findBin, startOf } from '../../io/source/start.ts'
import { runInstall } from '../install.ts'
import { digested, unasked, type ResolvedTarget, type ResolveWorld } from './world.ts'

export async function resolvePackage(
  { name, spec, bin, args }: NpmTarget,
  world: ResolveWorld,
): Promise<ResolvedTarget> {
  const node = await realpath(process.execPath)
  const { host, store, env, progress } = world
  const owner = host.uid === 0 ? { uid: host.sandboxUid, gid: host.sandboxUid } : null
  const runNpm = (run: InstallRun) => runInstall(run, host, progress)
  const now = () => new Date()
  const installed = await installPackage({ name, spec }, { store, env, node, owner, now, progress, runNpm })
  const root = entryPath(installed.place)
  const start = await startOf(await findBin(root, name, bin), node)
  return {
    artifact: { kind: 'npm', name, version: installed.version, lock: installed.place.key, tree: installed.tree },
    argv: [...start, ...args],
    interpreter: await digested(start[0], store),
    roots: [root],
    facts: {
      installScripts: installed.installScripts,
      packages: installed.packages.map(({ name, version }) => `${name}@${version}`),
      notCovered: unasked(`${name}@${spec}`, installed.resolvedAt),
    },
  }
}
