// From what was fetched to what can be started: each kind of place has a way of its own. Nothing of it is executed.
import { readdir, realpath } from 'node:fs/promises'
import { Failure } from '../../../core/model/failure.ts'
import type { FetchedTree } from '../../../core/model/fetched.ts'
import type { VetMaterial } from '../../../core/model/vetting.ts'
import { parseTarget, resolve, withStore } from '../../resolve.ts'
import type { ResolvedTarget, ResolveWorld } from '../../resolve/world.ts'
import { resolveBundle } from './bundle.ts'
import { resolveUnpacked } from './image.ts'
import { hasStart, resolveNode } from './node-project.ts'
import { isPython, resolvePythonProject } from './python-project.ts'

export type Ready = {
  readonly resolve: (material: VetMaterial) => Promise<ResolvedTarget>
  /** What was fetched so that it can be played; null where nothing was, or where it cannot be. */
  readonly treeOf: (material: VetMaterial) => Promise<FetchedTree | null>
}

/** Made ready once, for whoever reads it and for whoever plays it. */
export function ready(worldOf: () => Promise<ResolveWorld>): Ready {
  const known = new WeakMap<VetMaterial, Promise<ResolvedTarget>>()
  const resolved = (material: VetMaterial): Promise<ResolvedTarget> => {
    const found = known.get(material) ?? worldOf().then((world) => readyToPlay(material, world))
    known.set(material, found)
    return found
  }
  // Links are laid into an image when it is made ready: it is read before.
  const treeOf = async (material: VetMaterial): Promise<FetchedTree | null> =>
    material.fetched?.kind === 'image'
      ? null
      : await resolved(material).then(
          ({ added }) => added ?? null,
          (cause: unknown) => {
            // Why it cannot be played is told by who plays it.
            if (cause instanceof Failure) return null
            throw cause
          },
        )
  return { resolve: resolved, treeOf }
}

/** By its name and version where it was published, so that its dependencies are those that people get. */
async function readyToPlay(material: VetMaterial, world: ResolveWorld): Promise<ResolvedTarget> {
  const { ecosystem, published, fetched, folder } = material
  if (ecosystem !== null && published !== null) {
    return await resolve(parseTarget([`${ecosystem}:${published.name}@${published.version}`], world.cwd), world)
  }
  const here = await withStore(world)
  if (fetched?.kind === 'mcpb') return await resolveBundle(folder, here)
  if (fetched?.kind === 'image') return await resolveUnpacked(fetched, here)
  return await resolveProject(await realpath(folder), fetched !== null, here)
}

/** Of two projects in one folder one is played, and the other is told. */
async function resolveProject(folder: string, isFetched: boolean, world: ResolveWorld): Promise<ResolvedTarget> {
  const isBoth = isPython(await readdir(folder))
  if (isBoth && !(await hasStart(folder))) return await resolvePythonProject(folder, world)
  const resolved = await resolveNode(folder, isFetched, world)
  const other = isBoth ? ['the Python project that lies in the same folder'] : []
  return { ...resolved, unplayed: [...(resolved.unplayed ?? []), ...other] }
}
