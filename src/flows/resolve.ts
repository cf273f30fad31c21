// From what a person named to the exact bytes that will run; and before every start, whether they are still those bytes.
import { statSync } from 'node:fs'
import { mkdir, realpath } from 'node:fs/promises'
import { resolve as resolvePath } from 'node:path'
import type { Artifact, Digest } from '../core/model/artifact.ts'
import { Failure } from '../core/model/failure.ts'
import type { Pin } from '../core/model/pin.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { digestFile } from '../io/source/command.ts'
import { checkEntry, entryPath, type EntryPlace } from '../io/source/entry.ts'
import { changedInFolder } from '../io/source/folder.ts'
import { readTarget, type Target } from '../io/source/target.ts'
import { doingLater } from '../io/source/walk.ts'
import { resolveCommand } from './resolve/command.ts'
import { resolveFolder } from './resolve/folder.ts'
import { resolvePackage } from './resolve/package.ts'
import type { ResolvedTarget, ResolveWorld } from './resolve/world.ts'

/** What the words of a command line mean. A bare word is a program of PATH, as in a shell, even where a folder has its name. */
export function parseTarget(words: readonly string[], cwd: string): Target {
  const target = readTarget(words)
  if (target.kind !== 'command') return target
  const [first, ...args] = target.argv
  const path = resolvePath(cwd, first)
  const isPath = first.includes('/') || first === '.' || first === '..'
  const isFolder = isPath && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  return isFolder ? { kind: 'folder', path, args, mutable: false } : target
}

/** Nothing of the target is executed. An npm name without a version is resolved here, once; the artifact says to what. */
export async function resolve(target: Target, world: ResolveWorld): Promise<ResolvedTarget> {
  const store = await doingLater(world.store, async () => {
    await mkdir(world.store, { recursive: true, mode: 0o700 })
    return await realpath(world.store)
  })
  const here = { ...world, store }
  if (target.kind === 'npm') return await resolvePackage(target, here)
  if (target.kind === 'folder') return await resolveFolder(target, here)
  return await resolveCommand(target.argv, here)
}

/** `what` holds lines that are safe to print. */
export type ArtifactDrift =
  | { readonly kind: 'none' }
  | { readonly kind: 'changed'; readonly what: readonly [string, ...string[]] }

type Pinned = Pick<Pin, 'artifact' | 'interpreter' | 'roots'>

export async function verifyResolved(pin: Pinned, world: Pick<ResolveWorld, 'store'>): Promise<ArtifactDrift> {
  const store = await realpath(world.store).catch(() => world.store)
  const [first, ...rest] = [
    ...(await fileDrift('the interpreter', pin.interpreter, store)),
    ...(await artifactDrift(pin.artifact, pin.roots, store)),
  ]
  return first === undefined ? { kind: 'none' } : { kind: 'changed', what: [first, ...rest] }
}

async function artifactDrift(artifact: Artifact, roots: readonly string[], store: string): Promise<readonly string[]> {
  if (artifact.kind === 'command') {
    const drifts = artifact.files.map((file) => fileDrift('the file', file, store))
    return (await Promise.all(drifts)).flat()
  }
  if (artifact.kind === 'npm') {
    return await entryDrift({ store, kind: 'npm', key: artifact.lock }, artifact.tree, roots)
  }
  // A person approved it as changing.
  if (artifact.mutable) return []
  const place: EntryPlace = { store, kind: 'folder', key: artifact.tree }
  const inStore = await entryDrift(place, artifact.tree, roots)
  if (inStore.length > 0) return inStore
  return await orUnreadable(artifact.path, async () =>
    listed(await changedInFolder(artifact.path, place, artifact.tree), `changed in ${shown(artifact.path)}`),
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

const MAX_LISTED = 20

function listed(paths: readonly string[], words: string): readonly string[] {
  const lines = paths.slice(0, MAX_LISTED).map((path) => `${shown(path)} ${words}`)
  return paths.length > MAX_LISTED ? [...lines, `and ${paths.length - MAX_LISTED} more`] : lines
}

const shown = (text: string): string => quote(untrusted(text), 400)
