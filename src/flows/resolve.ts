// From what a person named to the exact bytes that will run.
import { statSync } from 'node:fs'
import { mkdir, realpath } from 'node:fs/promises'
import { resolve as resolvePath } from 'node:path'
import { readTarget, type Target } from '../io/source/target.ts'
import { doingLater } from '../io/source/walk.ts'
import { resolveCommand } from './resolve/command.ts'
import { resolveFolder } from './resolve/folder.ts'
import { resolveImage } from './resolve/image.ts'
import { resolvePackage } from './resolve/package.ts'
import { resolvePython } from './resolve/python.ts'
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

/** Nothing of the target is executed. A name without a version is resolved here, once; the artifact says to what. */
export async function resolve(target: Target, world: ResolveWorld): Promise<ResolvedTarget> {
  const here = await withStore(world)
  if (target.kind === 'npm') return await resolvePackage(target, here)
  if (target.kind === 'pypi') return await resolvePython(target, here)
  if (target.kind === 'image') return await resolveImage(target, here)
  if (target.kind === 'folder') return await resolveFolder(target, here)
  return await resolveCommand(target.argv, here)
}

/** The store by its real path, made where it is not there. */
export async function withStore(world: ResolveWorld): Promise<ResolveWorld> {
  const store = await doingLater(world.store, async () => {
    await mkdir(world.store, { recursive: true, mode: 0o700 })
    return await realpath(world.store)
  })
  return { ...world, store }
}
