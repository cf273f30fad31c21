// Before every start: whether the bytes on disk are still the approved ones. On the path of `run`, so it loads little.
import { realpath } from 'node:fs/promises'
import type { Artifact, Digest, Remote } from '../../core/model/artifact.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Pin } from '../../core/model/pin.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { digestFile } from '../../io/source/command.ts'
import { checkEntry, entryPath, type EntryPlace } from '../../io/source/entry.ts'
import type { Engine } from '../../io/launch/container/engine.ts'
import { changedInFolder } from '../../io/source/folder.ts'

/** `what` holds lines that are safe to print. */
export type ArtifactDrift =
  | { readonly kind: 'none' }
  | { readonly kind: 'changed'; readonly what: readonly [string, ...string[]] }

type ArtifactWorld = {
  readonly store: string
  /** Where the container engine of an ordinary user keeps its images. */
  readonly home?: string
}
type Pinned = Pick<Pin, 'artifact' | 'interpreter' | 'roots'>

export async function verifyResolved(pin: Pinned, world: ArtifactWorld): Promise<ArtifactDrift> {
  const { artifact, interpreter } = pin
  // Whose code lies elsewhere; who it is, is shown by each connection.
  if (artifact.kind === 'remote') return remoteDrift(artifact)
  if (interpreter === null) throw new Error('a program without a program')
  const store = await realpath(world.store).catch(() => world.store)
  const [first, ...rest] = [
    ...(await fileDrift('the interpreter', interpreter, store)),
    ...(await artifactDrift(artifact, pin.roots, store, {
      program: interpreter.path,
      home: world.home ?? '/',
    })),
  ]
  return first === undefined ? { kind: 'none' } : { kind: 'changed', what: [first, ...rest] }
}

async function remoteDrift({ authority }: Remote): Promise<ArtifactDrift> {
  const [why] = authority === null ? [] : await fileDrift('the file of certificates', authority, '')
  return why === undefined ? { kind: 'none' } : { kind: 'changed', what: [why] }
}

async function artifactDrift(
  artifact: Exclude<Artifact, Remote>,
  roots: readonly string[],
  store: string,
  engine: Engine,
): Promise<readonly string[]> {
  if (artifact.kind === 'command') {
    const drifts = artifact.files.map((file) => fileDrift('the file', file, store))
    return (await Promise.all(drifts)).flat()
  }
  if (artifact.kind === 'npm' || artifact.kind === 'pypi') {
    return await entryDrift({ store, kind: artifact.kind, key: artifact.lock }, artifact.tree, roots)
  }
  if (artifact.kind === 'image') return await imageDrift(artifact, engine)
  // A person approved it as changing.
  if (artifact.mutable) return []
  const place: EntryPlace = { store, kind: 'folder', key: artifact.tree }
  const inStore = await entryDrift(place, artifact.tree, roots)
  if (inStore.length > 0) return inStore
  return await orUnreadable(artifact.path, async () =>
    listed(await changedInFolder(artifact.path, place, artifact.tree), `changed in ${shown(artifact.path)}`),
  )
}

/** Started by its id, so that no other image can take its place; it may only be gone. */
async function imageDrift(
  { image, reference }: Extract<Artifact, { kind: 'image' }>,
  engine: Engine,
): Promise<readonly string[]> {
  const { imageId } = await import('../../io/launch/container/engine.ts')
  return await orUnreadable(reference, async () =>
    (await imageId(engine, image)) === image
      ? []
      : [`the engine no longer has the image ${shown(reference)} (${image})`],
  )
}

async function entryDrift(place: EntryPlace, tree: Digest, roots: readonly string[]): Promise<readonly string[]> {
  const path = entryPath(place)
  if (!roots.includes(path)) return [`the store lies elsewhere than when it was approved: ${shown(path)}`]
  return await orUnreadable(path, async () => {
    const found = await checkEntry(place, tree, new Date())
    if (found.kind === 'missing') return [`the store no longer holds ${shown(path)}`]
    return found.kind === 'same' ? [] : listed(found.paths, 'changed in the store')
  })
}

type PinnedFile = { readonly path: string; readonly digest: Digest }
const fileDrift = async (called: string, { path, digest }: PinnedFile, store: string): Promise<readonly string[]> =>
  await orUnreadable(path, async () => {
    const found = await digestFile(path, store, new Date())
    return found === digest ? [] : [`${called} ${shown(path)} has other bytes than were approved`]
  })

/** What should be readable and is not has changed, whatever else it is. */
async function orUnreadable(path: string, look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await look()
  } catch (cause) {
    if (cause instanceof Failure) return [`${shown(path)} could not be checked: ${cause.message}`]
    throw cause
  }
}

/** It stands in one line, which a client may show whole. */
const MAX_LISTED = 5

function listed(paths: readonly string[], words: string): readonly string[] {
  const lines = paths.slice(0, MAX_LISTED).map((path) => `${shown(path)} ${words}`)
  return paths.length > MAX_LISTED ? [...lines, `and ${paths.length - MAX_LISTED} more`] : lines
}

const shown = (text: string): string => quote(untrusted(text), 400)
