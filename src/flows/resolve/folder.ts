// A local folder: copied into the store and started from there, or started where it lies when it was approved as mutable.
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { entryPath } from '../../io/source/entry.ts'
import { hashFolder, storeFolder } from '../../io/source/folder.ts'
import { findEntry, isBelow, startOf } from '../../io/source/start.ts'
import type { FolderTarget } from '../../io/source/target.ts'
import { digested, NO_FACTS, type ResolvedTarget, type ResolveWorld } from './world.ts'

export async function resolveFolder(
  { path, args, mutable }: FolderTarget,
  world: ResolveWorld,
): Promise<ResolvedTarget> {
  const folder = await realpath(path).catch((cause: unknown) => {
    throw new Failure('target-unknown', `there is no folder ${shown(path)}`, { cause })
  })
  const entry = await findEntry(folder)
  const { root, artifact, facts } = await takeFolder(folder, mutable, world)
  const start = await startOf(join(root, entry), await realpath(process.execPath))
  return {
    artifact,
    argv: [...start, ...args],
    interpreter: await digested(start[0], world.store),
    roots: [root],
    facts,
  }
}

/** `root` is the folder that is started: the copy in the store, or the mutable folder itself. */
export type Taken = Pick<ResolvedTarget, 'artifact' | 'facts'> & { readonly root: string }

export async function takeFolder(folder: string, mutable: boolean, world: ResolveWorld): Promise<Taken> {
  refuseState(folder, world)
  const artifact = { kind: 'folder', path: folder, mutable } as const
  const notCovered = ['Folders called .git are neither copied nor hashed.']
  world.progress(`${mutable ? 'hashing' : 'copying'} ${shown(folder)}`)
  if (mutable) {
    notCovered.unshift('The folder is used where it lies: what it holds may change without a new approval.')
    const { digest: tree } = await hashFolder(folder)
    return { artifact: { ...artifact, tree }, facts: { ...NO_FACTS, notCovered }, root: folder }
  }
  const { place, digest: tree } = await storeFolder(folder, world.store, new Date())
  return { artifact: { ...artifact, tree }, facts: { ...NO_FACTS, notCovered }, root: entryPath(place) }
}

export function refuseState(folder: string, { store }: ResolveWorld): void {
  if (folder !== store && !isBelow(store, folder)) return
  throw new Failure('target-unknown', `the folder ${shown(folder)} holds the state of Sallyport`)
}

const shown = (text: string): string => quote(untrusted(text), 400)
