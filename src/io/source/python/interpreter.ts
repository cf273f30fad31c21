// Which Python a package is installed for and runs on: found by looking at files, without executing any of them.
import { constants } from 'node:fs'
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path'
import { Failure } from '../../../core/model/failure.ts'
import { readBounded } from '../../file/read.ts'

export type Python = {
  /** The real path of the interpreter. */
  readonly path: string
  /** As in `3.11`. */
  readonly version: string
  /** What to put on its search path to have pip: a folder, or the wheel that Python brings for `ensurepip`. */
  readonly pip: string
  readonly pipVersion: string
}

type Env = Readonly<Record<string, string | undefined>>

const OLDEST_PYTHON = 10
/** That of the oldest Python we take, on the oldest system that has it. */
const OLDEST_PIP = [22, 0] as const
const SYSTEM_FOLDERS = ['/usr/local/bin', '/usr/bin']

/** The first one that is new enough and has a pip: of PATH, of pyenv and uv, then of the system. */
export async function findPython(env: Env, wanted: string | null): Promise<Python> {
  const seen = new Set<string>()
  let withoutPip: string | null = null
  for await (const path of candidates(env)) {
    if (seen.has(path)) continue
    seen.add(path)
    const version = await versionOf(path)
    if (version === null || (wanted !== null && version !== wanted)) continue
    const pip = await findPip(path, version)
    if (pip !== null) return { path, version, ...pip }
    withoutPip ??= version
  }
  const asked = wanted === null ? `3.${OLDEST_PYTHON} or newer` : wanted
  if (withoutPip !== null) {
    throw new Failure('tool-missing', `Python ${withoutPip} has no pip ${OLDEST_PIP.join('.')} or newer`, {
      fix: 'Install the package python3-pip of this system (`apt-get install python3-pip`), then repeat the command.',
    })
  }
  throw new Failure('tool-missing', `no Python ${asked} was found; packages for Python are installed and run with it`, {
    fix: `Install Python ${asked} with its pip (\`apt-get install python3-pip\`), then repeat the command.`,
  })
}

/** A shim of pyenv is a script that asks anew at each start: what it stands for now. Any other program is itself. */
export async function behindShim(program: string, env: Env): Promise<string> {
  const shim = /\/shims\/python3?(?:\.(\d{1,2}))?$/.exec(program)
  if (shim === null) return program
  for await (const bin of managed(env)) {
    for await (const path of pythonsIn(bin)) {
      if (shim[1] === undefined || (await versionOf(path)) === `3.${shim[1]}`) return path
    }
  }
  return program
}

/** The `bin` folders of pyenv, the chosen versions first, and of uv. */
async function* managed(env: Env): AsyncGenerator<string> {
  const home = env['HOME'] ?? ''
  const pyenv = env['PYENV_ROOT'] ?? join(home, '.pyenv')
  const chosen = await readNames(join(pyenv, 'version'))
  yield* chosen.map((name) => join(pyenv, 'versions', name, 'bin'))
  yield* await foldersOf(join(pyenv, 'versions'))
  yield* await foldersOf(join(env['XDG_DATA_HOME'] ?? join(home, '.local/share'), 'uv', 'python'))
}

async function* candidates(env: Env): AsyncGenerator<string> {
  const own = (env['PATH'] ?? '').split(delimiter)
  for (const folder of own) {
    if (folder.endsWith('/shims')) for await (const bin of managed(env)) yield* pythonsIn(bin)
    else yield* pythonsIn(folder)
  }
  for (const folder of SYSTEM_FOLDERS) yield* pythonsIn(folder)
  for await (const bin of managed(env)) yield* pythonsIn(bin)
}

/** `python3` first: it is what people mean. Nothing of a folder that others could put a program into. */
async function* pythonsIn(folder: string): AsyncGenerator<string> {
  if (!isAbsolute(folder)) return
  const found = await stat(folder).catch(() => null)
  if (found === null || (found.mode & 0o002) !== 0) return
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^python3(\.\d{1,2})?$/.test(name))
  for (const name of names.sort((a, b) => minorOf(b) - minorOf(a))) {
    const real = await realpath(join(folder, name)).catch(() => null)
    if (real !== null && (await isProgram(real))) yield real
  }
}

const minorOf = (name: string): number => Number(name.split('.')[1] ?? Infinity)

async function foldersOf(path: string): Promise<string[]> {
  const names = await readdir(path).catch(() => [])
  return names
    .filter((name) => /3\.\d/.test(name))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => join(path, name, 'bin'))
}

async function readNames(path: string): Promise<string[]> {
  const bytes = await readBounded(path, { maxBytes: 4096 }).catch(() => null)
  return (bytes?.toString('utf8') ?? '').split('\n').filter((name) => /^[\w.-]+$/.test(name) && !/^\.+$/.test(name))
}

async function isProgram(path: string): Promise<boolean> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null)
  if (file === null) return false
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.equals(Buffer.from('\x7FELF', 'latin1'))
  } catch {
    return false
  } finally {
    await file.close()
  }
}

/** By the name of the file, or of the one folder of libraries beside it. */
async function versionOf(path: string): Promise<string | null> {
  const own = /^python3\.(\d{1,2})$/.exec(basename(path))?.[1]
  const minor = own ?? (await onlyLibrary(dirname(dirname(path))))
  return minor !== null && Number(minor) >= OLDEST_PYTHON ? `3.${minor}` : null
}

async function onlyLibrary(prefix: string): Promise<string | null> {
  const names = (await readdir(join(prefix, 'lib')).catch(() => [])).filter((name) => /^python3\.\d{1,2}$/.test(name))
  return names.length === 1 ? names[0]!.slice('python3.'.length) : null
}

type Pip = { readonly pip: string; readonly pipVersion: string }

/** Installed beside the interpreter, or as the wheel that it brings. */
async function findPip(python: string, version: string): Promise<Pip | null> {
  const prefix = dirname(dirname(python))
  const libraries = ['lib', 'lib64'].map((name) => join(prefix, name, `python${version}`))
  const isSystem = prefix === '/usr'
  const installed = libraries.flatMap((library) => [join(library, 'site-packages'), join(library, 'dist-packages')])
  for (const folder of [...installed, ...(isSystem ? ['/usr/lib/python3/dist-packages'] : [])]) {
    const pipVersion = await installedPip(join(folder, 'pip'))
    if (pipVersion !== null && isNewEnough(pipVersion)) return { pip: folder, pipVersion }
  }
  const brought = libraries.map((library) => join(library, 'ensurepip', '_bundled'))
  for (const folder of [...brought, ...(isSystem ? ['/usr/share/python-wheels'] : [])]) {
    for (const name of await readdir(folder).catch(() => [])) {
      const pipVersion = /^pip-(\d+\.\d+[\w.]*)-py3-none-any\.whl$/.exec(name)?.[1]
      if (pipVersion !== undefined && isNewEnough(pipVersion)) return { pip: join(folder, name), pipVersion }
    }
  }
  return null
}

/** Its `__init__.py` says it in one line. */
async function installedPip(folder: string): Promise<string | null> {
  const bytes = await readBounded(join(folder, '__init__.py')).catch(() => null)
  return /^__version__ *= *["'](\d+\.\d+[\w.]*)["']/m.exec(bytes?.toString('utf8') ?? '')?.[1] ?? null
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > OLDEST_PIP[0] || (major === OLDEST_PIP[0] && minor >= OLDEST_PIP[1])
}
