// An npm package: installed by a confined npm into the store, and started from there by the Node that runs us.
import { entryPath } from '../../io/source/entry.ts'
import { installPackage } from '../../io/source/npm/npm.ts'
import type { NpmTarget } from '../../io/source/npm/npx.ts'
import { findBin, startOf } from '../../io/source/start.ts'
import { npmHere } from './installers.ts'
import { digested, unasked, type ResolvedTarget, type ResolveWorld } from './world.ts'

export async function resolvePackage(
  { name, spec, bin, args }: NpmTarget,
  world: ResolveWorld,
): Promise<ResolvedTarget> {
  const npm = await npmHere(world)
  const installed = await installPackage({ name, spec }, npm)
  const root = entryPath(installed.place)
  const start = await startOf(await findBin(root, name, bin), npm.node)
  return {
    artifact: { kind: 'npm', name, version: installed.version, lock: installed.place.key, tree: installed.tree },
    argv: [...start, ...args],
    interpreter: await digested(start[0], world.store),
    roots: [root],
    facts: {
      installScripts: installed.installScripts,
      packages: installed.packages.map(({ name, version }) => `${name}@${version}`),
      notCovered: unasked(`${name}@${spec}`, installed.resolvedAt),
    },
  }
}
