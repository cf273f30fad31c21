// From what a person named to the exact bytes that will run, and later: whether they are still those bytes.
import { mkdir, realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve as resolvePath } from 'node:path'
import { planBubblewrap } from '../core/confine/bubblewrap.ts'
import type { Host } from '../core/confine/plan.ts'
import type { FileDigest, Resolved } from '../core/model/artifact.ts'
import { Failure } from '../core/model/failure.ts'
import { DEFAULT_LIMITS, NO_GRANTS } from '../core/model/grants.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { runTool } from '../io/launch/tool.ts'
import { digestFile, findExecutable, realFile } from '../io/source/command.ts'
import { entryPath } from '../io/source/entry.ts'
import { hashFolder, storeFolder } from '../io/source/folder.ts'
import { findScript, isNode } from '../io/source/interpreter.ts'
import { installPackage, type NpmAnswer, type NpmRun } from '../io/source/npm.ts'
import type { NpmTarget } from '../io/source/npx.ts'
import { findBin, findEntry, findPackageFolder, isBelow, isProgram, readShebang } from '../io/source/start.ts'
import type { FolderTarget, Target } from '../io/source/target.ts'

export type ResolveWorld = {
  readonly cwd: string
  /** PATH, HOME and the npm and proxy settings of the person who asks. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The store folder; made when it is not there. */
  readonly store: string
  readonly host: Host
  readonly now: () => Date
  /** One line, safe to print. */
  readonly progress: (text: string) => void
}

/** What was noticed on the way; rules make findings of it. */
export type ResolveFacts = {
  /** Packages that wanted to run code at installation, as `name@version`. None of it was run. */
  readonly installScripts: readonly string[]
  /** Everything that was installed, as `name@version`. */
  readonly packages: readonly string[]
  /** Our own words about what the digest does not cover. */
  readonly notCovered: readonly string[]
}
export type ResolvedTarget = Resolved & { readonly facts: ResolveFacts }

const NO_FACTS: ResolveFacts = { installScripts: [], packages: [], notCovered: [] }

export async function resolve(target: Target, world: ResolveWorld): Promise<ResolvedTarget> {
  await mkdir(world.store, { recursive: true, mode: 0o700 })
  const here = { ...world, store: await realpath(world.store) }
  if (target.kind === 'npm') return await resolvePackage(target, here)
  if (target.kind === 'folder') return await resolveFolder(target, here)
  return await resolveCommand(target.argv, here)
}

async function resolvePackage({ name, spec, bin, args }: NpmTarget, world: ResolveWorld): Promise<ResolvedTarget> {
  const node = await realpath(process.execPath)
  const { host, store, env, now, progress } = world
  const owner = host.uid === 0 ? { uid: host.sandboxUid, gid: host.sandboxUid } : null
  const runNpm = (run: NpmRun) => runConfined(run, host)
  const installed = await installPackage({ name, spec }, { store, env, node, owner, now, progress, runNpm })
  const root = entryPath(installed.place)
  const start = await startOf(await findBin(root, name, bin), node)
  return {
    artifact: { kind: 'npm', name, version: installed.version, lock: installed.place.key, tree: installed.tree },
    argv: [...start, ...args],
    interpreter: await digested(start[0], world),
    roots: [root],
    facts: {
      installScripts: installed.installScripts,
      packages: installed.packages.map(({ name, version }) => `${name}@${version}`),
      notCovered: [],
    },
  }
}

const MAX_NPM_OUTPUT = 4 * 1024 ** 2

async function runConfined(run: NpmRun, host: Host): Promise<NpmAnswer> {
  const limits = { ...DEFAULT_LIMITS, wallMs: run.timeoutMs }
  const grants = { ...NO_GRANTS, write: [run.writable], limits }
  const { argv, cwd, env, files } = run
  const planned = planBubblewrap({ purpose: 'install', argv, roots: files, grants, cwd, env }, host)
  if (!planned.ok)
    throw new Failure(planned.code, planned.message, planned.fix === undefined ? {} : { fix: planned.fix })
  return await runTool(planned.plan, host, { timeoutMs: run.timeoutMs, maxOutputBytes: MAX_NPM_OUTPUT })
}

/** How a file of a package is started: by Node, or as a program by itself. */
async function startOf(file: string, node: string): Promise<[string, ...string[]]> {
  const [program, ...flags] = await readShebang(file)
  if (program === undefined ? /\.[cm]?[jt]s$/.test(file) : isNode(program)) return [node, ...flags, file]
  if (program === undefined && (await isProgram(file))) return [file]
  const by = program === undefined ? 'no program that is known here' : quote(untrusted(program))
  throw new Failure(
    'target-unknown',
    `${quote(untrusted(file), 400)} is started by ${by}, which is not supported yet`,
    {
      fix: 'Supported are packages for Node and packages that bring a native program.',
    },
  )
}

async function resolveFolder({ path, args, mutable }: FolderTarget, world: ResolveWorld): Promise<ResolvedTarget> {
  const folder = await realFolder(path)
  const entry = await findEntry(folder)
  const node = await realpath(process.execPath)
  const stored = await takeFolder(folder, mutable, world)
  const start = await startOf(join(stored.root, entry), node)
  return { ...stored, argv: [...start, ...args], interpreter: await digested(start[0], world), roots: [stored.root] }
}

type Taken = Pick<ResolvedTarget, 'artifact' | 'facts'> & { readonly root: string }

async function takeFolder(folder: string, mutable: boolean, world: ResolveWorld): Promise<Taken> {
  if (folder === world.store || isBelow(world.store, folder)) {
    throw new Failure('target-unknown', `the folder ${quote(untrusted(folder), 400)} holds the state of Sallyport`)
  }
  const notCovered = ['Folders called .git are neither copied nor hashed.']
  world.progress(`${mutable ? 'hashing' : 'copying'} ${quote(untrusted(folder), 400)}`)
  if (mutable) {
    const { digest } = await hashFolder(folder)
    const changing = 'The folder is used where it lies: what it holds may change without a new approval.'
    const artifact = { kind: 'folder', path: folder, tree: digest, mutable } as const
    return { artifact, facts: { ...NO_FACTS, notCovered: [changing, ...notCovered] }, root: folder }
  }
  const { place, digest } = await storeFolder(folder, world.store, world.now())
  const artifact = { kind: 'folder', path: folder, tree: digest, mutable } as const
  return { artifact, facts: { ...NO_FACTS, notCovered }, root: entryPath(place) }
}

async function realFolder(path: string): Promise<string> {
  return await realpath(path).catch((cause: unknown) => {
    throw new Failure('target-unknown', `there is no folder ${quote(untrusted(path), 400)}`, { cause })
  })
}

async function resolveCommand(argv: readonly [string, ...string[]], world: ResolveWorld): Promise<ResolvedTarget> {
  const program = await findExecutable(argv[0], world.cwd, world.env.PATH ?? '')
  const [interpreter, ...flags] = await readShebang(program)
  if (interpreter === undefined) return await resolveProgram(program, argv, world)
  const real = await findExecutable(interpreter, world.cwd, world.env.PATH ?? '')
  return await resolveProgram(real, [interpreter, ...flags, program, ...argv.slice(1)], world)
}

/** `argv[0]` keeps its own name, which tells an interpreter by more than its real path does (`python3` is `python3.11`). */
async function resolveProgram(program: string, argv: readonly string[], world: ResolveWorld): Promise<ResolvedTarget> {
  const script = findScript(argv) ?? findScript([program, ...argv.slice(1)])
  const file = script === null || script.at < 0 ? null : await realFile(resolvePath(world.cwd, argv[script.at]!))
  if (file !== null && isNode(argv[0]!)) {
    const folder = await findPackageFolder(file, world.host.homes)
    if (folder !== null) return await resolveScript({ program, argv, at: script!.at, file, folder }, world)
  }
  const interpreter = await digested(program, world)
  const files = [interpreter]
  const words: string[] = []
  const unpinned: string[] = [...(script?.unpinned ?? [])]
  for (const word of argv.slice(1)) {
    const named = await namedFile(word, world.cwd)
    if (named === null) words.push(word)
    else {
      files.push(await digested(named, world))
      words.push(named)
    }
  }
  const isCode = script !== null && script.at >= 0 && file === null
  if (isCode) unpinned.push(argv[script.at]!)
  const roots = files.slice(1).map(({ path }) => path)
  return {
    artifact: {
      kind: 'command',
      files,
      unpinned: unpinned.filter((word) => !roots.includes(resolvePath(world.cwd, word))),
    },
    argv: [program, ...words],
    interpreter,
    roots,
    facts: NO_FACTS,
  }
}

type ScriptInFolder = {
  readonly program: string
  readonly argv: readonly string[]
  readonly at: number
  readonly file: string
  readonly folder: string
}

/** What a script loads lies in its package folder, so that the folder is what is approved and what is run. */
async function resolveScript(script: ScriptInFolder, world: ResolveWorld): Promise<ResolvedTarget> {
  const { program, argv, at, file, folder } = script
  const { root, artifact, facts } = await takeFolder(folder, false, world)
  const moved = (path: string): string => join(root, relative(folder, path))
  const words: string[] = []
  for (const [index, word] of argv.entries()) {
    const named = index === 0 ? program : index === at ? moved(file) : await namedFile(word, world.cwd)
    if (named === null || index === 0 || index === at) words.push(named ?? word)
    else if (isBelow(named, folder)) words.push(moved(named))
    else if (index > at) words.push(named)
    else throw outside(word, folder)
  }
  const [first, ...rest] = words as [string, ...string[]]
  return { artifact, facts, argv: [first, ...rest], interpreter: await digested(program, world), roots: [root] }
}

const outside = (word: string, folder: string): Failure =>
  new Failure('target-unknown', `${quote(untrusted(word))} is loaded from outside ${quote(untrusted(folder), 400)}`, {
    fix: 'Move that file into the folder of the script.',
  })

const digested = async (path: string, world: Pick<ResolveWorld, 'store' | 'now'>): Promise<FileDigest> => ({
  path,
  digest: await digestFile(path, world.store, world.now()),
})

/** The real path when a word names an existing regular file; options and long texts never do. */
const namedFile = async (word: string, cwd: string): Promise<string | null> =>
  word.startsWith('-') || word.length > 4096 ? null : await realFile(isAbsolute(word) ? word : resolvePath(cwd, word))
