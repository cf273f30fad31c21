// A project for Node, ready to be played: its folder with the packages that it needs, which nobody put there yet.
import { existsSync } from 'node:fs'
import { mkdir, readdir, realpath, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../../core/model/failure.ts'
import { isObject, type JsonObject } from '../../../core/model/json.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { NPM_LOCKS, type NodeNeeds, nodeNeeds } from '../../../core/rehearsal/node-project.ts'
import { entryPath } from '../../../io/source/entry.ts'
import { copyFolder, storeFolder } from '../../../io/source/folder.ts'
import { withModules } from '../../../io/source/npm/project.ts'
import { readManifest } from '../../../io/source/npm/tree.ts'
import { findEntry, startOf } from '../../../io/source/start.ts'
import { npmHere } from '../../resolve/installers.ts'
import { refuseState, takeFolder, type Taken } from '../../resolve/folder.ts'
import { digested, type ResolvedTarget, type ResolveWorld } from '../../resolve/world.ts'
import { npmTree } from '../source/installed.ts'

/** Nothing of it is executed. `isFetched`: it is of a stranger, and nobody installed anything in it. */
export async function resolveNode(folder: string, isFetched: boolean, world: ResolveWorld): Promise<ResolvedTarget> {
  const manifest = (await readManifest(folder)) ?? {}
  const entry = await findEntry(folder).catch((cause: unknown) => {
    throw unbuilt(manifest, cause)
  })
  const names = await readdir(folder)
  const needs = nodeNeeds(manifest, await lockIn(folder), names)
  const isThere = names.includes('node_modules')
  const { root, ...taken } =
    needs === null || isThere ? await takeFolder(folder, false, world) : await installed(folder, needs, world)
  const node = await realpath(process.execPath)
  const start = await startOf(join(root, entry), node)
  return {
    ...taken,
    argv: start,
    interpreter: await digested(start[0], world.store),
    roots: [root],
    unplayed: needs === null ? [] : !isThere ? needs.missed : isFetched ? [BROUGHT] : [],
  }
}

/** A package.json may be there for tools alone. */
export async function hasStart(folder: string): Promise<boolean> {
  const manifest = await readManifest(folder)
  return manifest !== null && ['bin', 'main'].some((key) => Object.hasOwn(manifest, key))
}

const BROUGHT = 'what npm would install in place of the node_modules that it brings: those were played as they lie'

type Whole = Taken & Pick<ResolvedTarget, 'added'>

async function installed(folder: string, needs: NodeNeeds, world: ResolveWorld): Promise<Whole> {
  refuseState(folder, world)
  return await withModules(needs, await npmHere(world), async ({ modules, packages, installScripts, staging }) => {
    const whole = join(staging, 'whole')
    await mkdir(whole, { mode: 0o700 })
    await copyFolder(folder, whole)
    if (existsSync(modules)) await rename(modules, join(whole, 'node_modules'))
    const { place, digest: tree } = await storeFolder(whole, world.store, new Date())
    const root = entryPath(place)
    return {
      root,
      artifact: { kind: 'folder', path: folder, tree, mutable: false },
      facts: { installScripts, packages: packages.map(({ name, version }) => `${name}@${version}`), notCovered: [] },
      added: npmTree(root, null, { packages, installScripts }),
    }
  })
}

async function lockIn(folder: string): Promise<JsonObject | null> {
  for (const name of NPM_LOCKS) {
    const lock = await readManifest(folder, name)
    if (lock !== null) return lock
  }
  return null
}

/** A project that has to be built is another one afterwards. */
function unbuilt({ scripts }: JsonObject, cause: unknown): unknown {
  if (!(cause instanceof Failure) || !isObject(scripts)) return cause
  const by = ['prepare', 'prepack', 'build'].find((name) => Object.hasOwn(scripts, name))
  if (by === undefined) return cause
  const why = `its script ${quote(untrusted(by))} may make it first, and nothing is built here`
  return new Failure(cause.code, `${cause.message}; ${why}`, { fix: 'Build it in a folder, and vet that folder.' })
}
