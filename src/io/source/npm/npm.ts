// Installs one npm package with all its dependencies: resolved once, looked at before it is fetched, never executed.
import { lchown, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Digest } from '../../../core/model/artifact.ts'
import { bound } from '../../../core/model/bounds.ts'
import type { NodeNeeds } from '../../../core/rehearsal/node-project.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { holdEntry } from '../collect.ts'
import { checkEntry, entryPath, type EntryPlace, placeEntry, recordPath } from '../entry.ts'
import type { InstallAnswer, InstallRun } from '../install-run.ts'
import { askOrRecall, remember } from '../known.ts'
import { explainNpm } from './failure.ts'
import { npmFolder, type NpmConfig, readNpmConfig } from './config.ts'
import { type LockedPackage, type ResolvedLock, readLock } from './lock.ts'
import { checkInstalled } from './tree.ts'
import { readRecord } from '../record.ts'
import { withStaging } from '../staging.ts'

export type NpmWorld = {
  readonly store: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The Node that npm runs with: an absolute real path. */
  readonly node: string
  /** Who npm runs as when we are root; null when it runs as ourselves. */
  readonly owner: { readonly uid: number; readonly gid: number } | null
  readonly now: () => Date
  readonly runNpm: (run: InstallRun) => Promise<InstallAnswer>
  readonly progress: (text: string) => void
}

export type NpmPackage = {
  readonly name: string
  readonly version: string
  readonly place: EntryPlace
  readonly tree: Digest
  readonly packages: readonly LockedPackage[]
  /** Packages that would have run code at installation, as `name@version`. Nothing of it was run. */
  readonly installScripts: readonly string[]
  /** When the registry last said so, where it could not be asked now. */
  readonly resolvedAt: Date | null
}

type Staged = { readonly folder: string; readonly project: string; readonly config: NpmConfig }

/** `wanted.spec` is a version, a range or a tag; it is resolved here, once. */
export async function installPackage(wanted: Wanted, world: NpmWorld): Promise<NpmPackage> {
  return await withStaging(world.store, world.owner, async (folder) => {
    const staged = await stage(folder, world)
    world.progress(`resolving ${quote(untrusted(`${wanted.name}@${wanted.spec}`))}`)
    const asked = { ...wanted, reach: staged.config.reach }
    const { lock, recalled } = await askOrRecall(asked, world, () => resolveLock(wanted, staged, world))
    const place: EntryPlace = { store: world.store, kind: 'npm', key: lock.key }
    await holdEntry(place)
    const known = await readRecord(recordPath(place), null)
    if (known === null || (await checkEntry(place, known.tree, world.now(), true)).kind !== 'same') {
      if (recalled !== null) throw recalled.cause
      world.progress(`installing ${counted(lock.packages.length)}, scripts off`)
      await install(staged, world)
      await checkInstalled(staged.project, lock.packages)
      await placeEntry(staged.project, place, world.now())
    }
    if (recalled === null) {
      await remember(world.store, asked, { place: { kind: 'npm', key: lock.key }, at: world.now().getTime(), lock })
    }
    const sealed = await readRecord(recordPath(place), null)
    if (sealed === null) throw new Error('an entry of the store was placed without its record')
    const installScripts = await checkInstalled(entryPath(place), lock.packages)
    return {
      name: wanted.name,
      version: lock.version,
      place,
      tree: sealed.tree,
      packages: lock.packages,
      installScripts,
      resolvedAt: recalled?.at ?? null,
    }
  })
}

type Wanted = { readonly name: string; readonly spec: string }

async function resolveLock({ name, spec }: Wanted, staged: Staged, world: NpmWorld): Promise<ResolvedLock> {
  return readLock(await resolveAll({ manifest: { dependencies: { [name]: spec } }, lock: null }, staged, world), name)
}

export async function stage(folder: string, { node, env }: NpmWorld): Promise<Staged> {
  return { folder, project: join(folder, 'project'), config: await readNpmConfig(folder, node, env) }
}

/** The lock that npm makes of what is wanted. Nothing of it is fetched. */
export async function resolveAll(
  { manifest, lock }: Pick<NodeNeeds, 'manifest' | 'lock'>,
  staged: Staged,
  world: NpmWorld,
): Promise<string> {
  await mkdir(staged.project)
  await put(join(staged.folder, 'npmrc'), staged.config.npmrc, world)
  for (const [path, bytes] of Object.entries(staged.config.files)) await put(path, bytes, world)
  const project = { ...manifest, name: 'sallyport-store', version: '0.0.0', private: true }
  await put(join(staged.project, 'package.json'), `${JSON.stringify(project)}\n`, world)
  if (lock !== null) await put(join(staged.project, LOCK), JSON.stringify(lock), world)
  if (world.owner !== null) await lchown(staged.project, world.owner.uid, world.owner.gid)
  await npm(['install', '--package-lock-only'], staged, world)
  return await readFile(join(staged.project, LOCK), 'utf8')
}

const LOCK = 'package-lock.json'

/** What is left in the project folder is only what the packages brought. */
export async function install(staged: Staged, world: NpmWorld): Promise<void> {
  await npm(['ci'], staged, world)
  for (const ours of ['package.json', LOCK, 'node_modules/.package-lock.json']) {
    await rm(join(staged.project, ours), { force: true })
  }
}

async function put(path: string, content: string | Buffer, { owner }: NpmWorld): Promise<void> {
  await writeFile(path, content, { flag: 'wx', mode: 0o600 })
  if (owner !== null) await lchown(path, owner.uid, owner.gid)
}

/** npm 12 has most of these as defaults. They stand here because a default is not a promise. */
const SAFE = [
  '--ignore-scripts',
  '--allow-git=none',
  '--allow-remote=none',
  '--allow-file=none',
  '--allow-directory=none',
  '--omit=dev',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--omit-lockfile-registry-resolved',
  '--install-strategy=hoisted',
  '--lockfile-version=3',
  '--logs-max=0',
  // So that a failure can be told by name; nothing of it is shown otherwise.
  '--loglevel=silly',
  '--no-progress',
  '--no-color',
  // A folder that nobody can execute: even a way around the options above finds no git.
  '--git=/proc/self/no-git',
]

async function npm(words: readonly string[], staged: Staged, world: NpmWorld): Promise<void> {
  const folder = npmFolder()
  const answer = await world.runNpm({
    argv: [world.node, join(folder, 'bin', 'npm-cli.js'), ...words, ...SAFE],
    writable: staged.folder,
    cwd: staged.project,
    files: [folder],
    reach: staged.config.reach,
    env: {
      ...staged.config.env,
      npm_config_userconfig: join(staged.folder, 'npmrc'),
      npm_config_globalconfig: join(staged.folder, 'no-global-npmrc'),
      npm_config_cache: join(staged.folder, 'cache'),
    },
    timeoutMs: bound('install-ms'),
  })
  if (answer.code !== 0) throw explainNpm(answer)
}

const counted = (packages: number): string => (packages === 1 ? '1 package' : `${packages} packages`)
