// Before every start: is what lies on the disk still what a person approved? Anything that cannot be read counts as changed.
import { realpath } from 'node:fs/promises'
import type { Artifact, Digest } from '../core/model/artifact.ts'
import { Failure } from '../core/model/failure.ts'
import type { Pin } from '../core/model/pin.ts'
import { digestFile } from '../io/source/command.ts'
import { checkEntry, entryPath, type EntryPlace } from '../io/source/entry.ts'
import { changedInFolder } from '../io/source/folder.ts'

/** `path` is untrusted where it comes from a package; `words` are ours. */
export type ArtifactChange = {
  readonly part: 'interpreter' | 'file' | 'tree' | 'source' | 'store'
  readonly path: string
  readonly words: string
}
export type ArtifactDrift =
  | { readonly kind: 'none' }
  | { readonly kind: 'changed'; readonly changes: readonly ArtifactChange[] }

export type VerifyWorld = { readonly store: string; readonly now: () => Date }
type Pinned = Pick<Pin, 'artifact' | 'interpreter' | 'roots'>

export async function verifyResolved(pin: Pinned, world: VerifyWorld): Promise<ArtifactDrift> {
  const here = { ...world, store: await realpath(world.store).catch(() => world.store) }
  const changes = [
    ...(await changesOfFile(pin.interpreter, 'interpreter', here)),
    ...(await changesOf(pin.artifact, pin.roots, here)),
  ]
  return changes.length === 0 ? { kind: 'none' } : { kind: 'changed', changes }
}

async function changesOf(artifact: Artifact, roots: readonly string[], world: VerifyWorld): Promise<ArtifactChange[]> {
  if (artifact.kind === 'command') {
    const all: ArtifactChange[] = []
    for (const file of artifact.files) all.push(...(await changesOfFile(file, 'file', world)))
    return all
  }
  if (artifact.kind === 'npm') {
    return await changesOfEntry({ store: world.store, kind: 'npm', key: artifact.lock }, artifact.tree, roots, world)
  }
  if (artifact.mutable) return []
  const place: EntryPlace = { store: world.store, kind: 'folder', key: artifact.tree }
  const stored = await changesOfEntry(place, artifact.tree, roots, world)
  if (stored.length > 0) return stored
  return await orUnreadable('source', artifact.path, async () => {
    const paths = await changedInFolder(artifact.path, place, artifact.tree)
    return paths.map((path) => ({ part: 'source', path, words: 'changed in the folder since it was approved' }))
  })
}

async function changesOfEntry(
  place: EntryPlace,
  tree: Digest,
  roots: readonly string[],
  world: VerifyWorld,
): Promise<ArtifactChange[]> {
  const path = entryPath(place)
  if (!roots.includes(path))
    return [{ part: 'store', path, words: 'the store lies elsewhere than when it was approved' }]
  return await orUnreadable('store', path, async () => {
    const found = await checkEntry(place, tree, world.now())
    if (found.kind === 'same') return []
    if (found.kind === 'missing') return [{ part: 'store', path, words: 'is missing from the store' }]
    return found.paths.map((path) => ({ part: 'tree', path, words: 'changed in the store since it was approved' }))
  })
}

const changesOfFile = async (
  { path, digest }: { readonly path: string; readonly digest: Digest },
  part: 'interpreter' | 'file',
  world: VerifyWorld,
): Promise<ArtifactChange[]> =>
  await orUnreadable(part, path, async () => {
    const found = await digestFile(path, world.store, world.now())
    return found === digest ? [] : [{ part, path, words: 'has other bytes than were approved' }]
  })

/** Something that should be readable and is not has changed, whatever else it is. */
async function orUnreadable(
  part: ArtifactChange['part'],
  path: string,
  look: () => Promise<ArtifactChange[]>,
): Promise<ArtifactChange[]> {
  try {
    return await look()
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    return [{ part, path, words: `could not be checked: ${cause.message}` }]
  }
}
