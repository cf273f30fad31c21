// Installs one Python package with all its dependencies: resolved once, wheels only, checked by content, never executed.
import { lchown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Reachable } from '../../../core/egress/registry.ts'
import type { Digest } from '../../../core/model/artifact.ts'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { readBounded } from '../../file/read.ts'
import { holdEntry } from '../collect.ts'
import { checkEntry, type EntryPlace, placeEntry, recordPath } from '../entry.ts'
import type { InstallAnswer, InstallRun } from '../install-run.ts'
import { askOrRecall, remember } from '../known.ts'
import { type PipConfig, readPipConfig } from './config.ts'
import { explainPip } from './failure.ts'
import { INSTALL_PROGRAM, START_PROGRAM } from './program.ts'
import { type LockedWheel, lockWheels, requirementsOf, type ResolvedWheels } from './wheels.ts'
import { checkWheels } from './tree.ts'
import type { Python } from './interpreter.ts'
import { readRecord } from '../record.ts'
import { withStaging } from '../staging.ts'
import type { PypiRequirement, PypiTarget } from './uvx.ts'

export type PipWorld = {
  readonly store: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly python: Python
  /** Who pip runs as when we are root; null when it runs as ourselves. */
  readonly owner: { readonly uid: number; readonly gid: number } | null
  readonly now: () => Date
  readonly runPip: (run: InstallRun) => Promise<InstallAnswer>
  readonly progress: (text: string) => void
}

export type PythonPackage = {
  readonly version: string
  readonly place: EntryPlace
  readonly tree: Digest
  readonly wheels: readonly LockedWheel[]
  /** When the index last said so, where it could not be asked now. */
  readonly resolvedAt: Date | null
}

type Staged = {
  readonly folder: string
  readonly project: string
  readonly config: PipConfig
  readonly reach: readonly Reachable[]
  /** Where packages are looked for, in order, and where the files of these indexes are. */
  readonly indexes: readonly string[]
  readonly fileHosts: readonly string[]
}

/** In a store entry: the packages, and the program that starts one of their commands. */
export const SITE = 'site'
export const START = 'start.py'

export async function installWheels(wanted: PypiTarget, world: PipWorld): Promise<PythonPackage> {
  const { store, owner, python } = world
  return await withStaging(store, owner, async (folder) => {
    const asked = quote(untrusted(requirementOf(wanted)))
    world.progress(`resolving ${asked} with pip ${python.pipVersion} for Python ${python.version}`)
    const staged = await stage(folder, wanted, world)
    // Another Python takes other wheels.
    const spec = JSON.stringify([wanted.also.map(requirementOf), python.path, python.version])
    const request = { name: requirementOf(wanted), spec, reach: staged.reach }
    const { lock, recalled } = await askOrRecall(request, world, () => fetchWheels(wanted, staged, world))
    const place: EntryPlace = { store, kind: 'pypi', key: lock.key }
    await holdEntry(place)
    const known = await readRecord(recordPath(place), null)
    if (known === null || (await checkEntry(place, known.tree, world.now(), true)).kind !== 'same') {
      if (recalled !== null) throw recalled.cause
      world.progress(`installing ${counted(lock.wheels.length)}, wheels only`)
      await install(lock.wheels, staged, world)
      await checkWheels(join(staged.project, SITE), lock.wheels)
      await placeEntry(staged.project, place, world.now())
    }
    const sealed = await readRecord(recordPath(place), null)
    if (sealed === null) throw new Error('an entry of the store was placed without its record')
    if (recalled === null) {
      await remember(store, request, { place: { kind: 'pypi', key: lock.key }, at: world.now().getTime(), lock })
    }
    const resolvedAt = recalled?.at ?? null
    return { version: lock.version, place, tree: sealed.tree, wheels: lock.wheels, resolvedAt }
  })
}

export const requirementOf = ({ name, extras, spec }: PypiRequirement): string =>
  `${name}${extras.length === 0 ? '' : `[${extras.join(',')}]`}${spec}`

/** Reads the settings of this person, and asks pip where it looks where they name no index. */
export async function stage(
  folder: string,
  { settings }: Pick<PypiTarget, 'settings'>,
  world: PipWorld,
): Promise<Staged> {
  const config = await readPipConfig(folder, settings, world.env)
  const staged = { folder, project: join(folder, 'project'), config, reach: [], indexes: [], fileHosts: [] }
  for (const path of [staged.project, join(folder, 'tmp')]) {
    await mkdir(path)
    await give(path, world)
  }
  await put(join(folder, 'install.py'), INSTALL_PROGRAM, world)
  for (const [path, bytes] of Object.entries(config.files)) await put(path, bytes, world)
  const usual = await askDefaults(staged, world)
  const indexes = config.indexes.map((url) => (url === '' ? usual.index : url))
  const files = indexes.some((url) => isSame(url, usual.index)) ? [usual.files] : []
  const fileHosts = [...files, ...config.fileHosts]
  return { ...staged, indexes, fileHosts, reach: config.reach([...indexes, ...fileHosts]) }
}

const isSame = (one: string, other: string): boolean => one.replace(/\/+$/, '') === other.replace(/\/+$/, '')

/** Where this pip looks when it is told nothing, and where that index keeps its files. */
async function askDefaults(staged: Staged, world: PipWorld): Promise<{ index: string; files: string }> {
  const { stdout, stderr } = await run(ALONE, ['defaults'], staged, world)
  try {
    const { index, files } = JSON.parse(stdout) as Record<string, unknown>
    if (typeof index === 'string' && typeof files === 'string') return { index, files }
  } catch {
    // Said below, together with an answer of another shape.
  }
  const { path, pipVersion } = world.python
  const [pip, said] = [quote(untrusted(path), 200), quote(untrusted(stderr.trim().split('\n').at(-1)!), 300)]
  throw new Failure('install-failed', `pip ${pipVersion} of ${pip} did not say where it looks for packages: ${said}`, {
    fix: 'Install a current pip for that Python, or put another Python first in PATH, then repeat the command.',
  })
}

/** Fetched, and not yet unpacked: all that is asked of the network. */
async function fetchWheels(wanted: PypiTarget, staged: Staged, world: PipWorld): Promise<ResolvedWheels> {
  await download([wanted, ...wanted.also].map(requirementOf), staged, world)
  return await lockWheels(wheelsOf(staged), wanted.name, world.python.path)
}

/** `words` are requirements and options of pip. */
export async function download(words: readonly string[], staged: Staged, world: PipWorld): Promise<void> {
  const answer = await pip(['download', '--dest', wheelsOf(staged), ...words], staged, world)
  if (answer.code !== 0) throw explainPip(answer, await readLog(staged))
}

export const wheelsOf = ({ folder }: Staged): string => join(folder, 'wheels')
const MAX_LOG_BYTES = 64 * 1024 ** 2
async function readLog({ folder }: Staged): Promise<string> {
  const lines = await readBounded(join(folder, 'pip.log'), { maxBytes: MAX_LOG_BYTES }).catch(() => null)
  return lines?.toString('utf8') ?? ''
}

/** What is left in the project folder is what the packages brought, their byte code of our making, and what starts them. */
export async function install(wheels: readonly LockedWheel[], staged: Staged, world: PipWorld): Promise<void> {
  const list = join(staged.folder, 'requirements.txt')
  await put(list, requirementsOf(wheels), world)
  const offline = { ...staged, reach: [] }
  const from = ['--no-index', '--find-links', wheelsOf(staged), '--no-deps', '--require-hashes', '--requirement', list]
  const answer = await pip(['install', '--no-compile', '--target', SITE, ...from], offline, world)
  if (answer.code !== 0) throw explainPip(answer, await readLog(staged))
  await run(['-S', '-s'], ['compile', SITE], offline, world)
  await put(join(staged.project, START), START_PROGRAM, world)
}

/** No settings of the environment, no packages of the machine, nothing written beside the code. */
const ALONE = ['-I', '-S', '-B']
/** Nothing but wheels of an index. What is not named has pip's defaults, as no configuration file is read. */
const SAFE = ['--only-binary', ':all:', '--no-input', '--no-color', '--progress-bar', 'off', '--quiet', '--quiet']

const pip = (words: readonly string[], staged: Staged, world: PipWorld): Promise<InstallAnswer> =>
  run(ALONE, ['pip', ...words, '--log', join(staged.folder, 'pip.log'), ...SAFE], staged, world)

async function run(
  flags: readonly string[],
  words: readonly string[],
  { folder, project, config, reach }: Staged,
  { python, runPip }: PipWorld,
): Promise<InstallAnswer> {
  return await runPip({
    argv: [python.path, ...flags, '-X', 'utf8', join(folder, 'install.py'), python.pip, ...words],
    writable: folder,
    cwd: project,
    files: [],
    reach,
    env: {
      ...config.env,
      PIP_CONFIG_FILE: '/dev/null',
      PIP_NO_CACHE_DIR: '1',
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      PIP_KEYRING_PROVIDER: 'disabled',
      PIP_ROOT_USER_ACTION: 'ignore',
      TMPDIR: join(folder, 'tmp'),
      // So that what is compiled twice is the same twice.
      PYTHONHASHSEED: '0',
    },
    timeoutMs: bound('install-ms'),
  })
}

export async function put(path: string, content: string | Buffer, world: PipWorld): Promise<void> {
  await writeFile(path, content, { flag: 'wx', mode: 0o600 })
  await give(path, world)
}

async function give(path: string, { owner }: PipWorld): Promise<void> {
  if (owner !== null) await lchown(path, owner.uid, owner.gid)
}

const counted = (packages: number): string => (packages === 1 ? '1 package' : `${packages} packages`)
