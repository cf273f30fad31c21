// A project for Python, ready to be played: its folder beside the packages that it needs, and what its build would say about it.
import { realpathSync } from 'node:fs'
import { readdir, mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, type TomlTable } from 'smol-toml'
import { Failure } from '../../../core/model/failure.ts'
import { PYTHON_LOCKS, type PythonProject, pythonProject } from '../../../core/rehearsal/python-project.ts'
import { readBounded } from '../../../io/file/read.ts'
import { entryPath } from '../../../io/source/entry.ts'
import { copyFolder, storeFolder } from '../../../io/source/folder.ts'
import { SITE, START } from '../../../io/source/python/pip.ts'
import { START_PROGRAM } from '../../../io/source/python/program.ts'
import { withSite } from '../../../io/source/python/project.ts'
import { plainName } from '../../../io/source/python/wheels.ts'
import { isBelow } from '../../../io/source/start.ts'
import { pipHere } from '../../resolve/installers.ts'
import { refuseState } from '../../resolve/folder.ts'
import { startIn } from '../../resolve/python.ts'
import { digested, type ResolvedTarget, type ResolveWorld } from '../../resolve/world.ts'
import { pythonTree } from '../source/installed.ts'

const MARKS = ['pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', '__main__.py']
export const isPython = (names: readonly string[]): boolean => MARKS.some((mark) => names.includes(mark))

/** Nothing of it is executed, and nothing is built: it is found where it lies, as after an editable install. */
export async function resolvePythonProject(folder: string, world: ResolveWorld): Promise<ResolvedTarget> {
  refuseState(folder, world)
  const names = await readdir(folder)
  const project = await projectIn(folder, names)
  const { store } = world
  const pip = await pipHere(world, null)
  return await withSite(project, pip, async ({ site, wheels, staging }) => {
    const whole = join(staging, 'whole')
    await mkdir(join(whole, PLACE), { recursive: true, mode: 0o700 })
    await copyFolder(folder, join(whole, PLACE), await interpretersIn(folder, names))
    await rename(site, join(whole, SITE))
    await describe(join(whole, SITE), project, await runIn(folder, project))
    await writeFile(join(whole, START), START_PROGRAM, { flag: 'wx' })
    const { place, digest: tree } = await storeFolder(whole, store, new Date())
    const root = entryPath(place)
    const start = await startIn(root, plainName(project.name), null, pip.python)
    return {
      artifact: { kind: 'folder', path: folder, tree, mutable: false },
      argv: start,
      interpreter: await digested(start[0], store),
      roots: [root],
      facts: { installScripts: [], packages: wheels.map(({ name, version }) => `${name}@${version}`), notCovered: [] },
      unplayed: project.missed,
      added: pythonTree(root, null, wheels),
    }
  })
}

/** The links of virtual environments to the Python of this machine: a folder with links that lead out is no artifact. */
async function interpretersIn(folder: string, names: readonly string[]): Promise<(path: string) => boolean> {
  const isThereAll = await Promise.all(names.map((name) => isThere(join(folder, name, 'pyvenv.cfg'))))
  const environments = names.filter((_, at) => isThereAll[at])
  return (path) => {
    const [top = '', bin, program = '', ...more] = path.split('/')
    const isInterpreter = bin === 'bin' && more.length === 0 && /^python[\d.]*$/.test(program)
    return environments.includes(top) && isInterpreter && leadsOut(folder, path)
  }
}

/** A file of the project that is called so is part of it. */
function leadsOut(folder: string, path: string): boolean {
  try {
    return !isBelow(realpathSync(join(folder, path)), folder)
  } catch {
    return false
  }
}

/** Beside the packages, so that both are one entry of the store. */
const PLACE = 'project'

async function projectIn(folder: string, names: readonly string[]): Promise<PythonProject> {
  const pyproject = await tomlIn(folder, 'pyproject.toml')
  const isProgram = ['setup.py', 'setup.cfg'].some((name) => names.includes(name))
  if (pyproject?.['project'] === undefined && isProgram) {
    throw new Failure(
      'target-unknown',
      'the project says only in its setup what it needs: that is built, and nothing is built here',
    )
  }
  const listed = (await readBounded(join(folder, 'requirements.txt'), REFUSED))?.toString('utf8') ?? null
  const lock = PYTHON_LOCKS.find((name) => names.includes(name))
  const read = pythonProject(pyproject ?? {}, listed, lock === undefined ? null : await tomlIn(folder, lock))
  if (typeof read === 'string') throw new Failure('target-unknown', `the project is not played: ${read}`)
  // Both stand in names of files, and in a line of code of ours.
  return { ...read, name: plain(read.name, 'project'), version: plain(read.version, '0') }
}

const REFUSED = { code: 'package-refused' } as const

async function tomlIn(folder: string, name: string): Promise<TomlTable | null> {
  const bytes = await readBounded(join(folder, name), REFUSED)
  try {
    return bytes === null ? null : parse(bytes.toString('utf8'))
  } catch (cause) {
    throw new Failure('package-refused', `the ${name} of the project is no TOML`, { cause })
  }
}

/** Python code that runs a module, or a file, as if it was started itself. Null: it has commands of its own. */
async function runIn(folder: string, { name, scripts }: PythonProject): Promise<string | null> {
  if (Object.keys(scripts).length > 0) return null
  const module = plainName(name).replaceAll('-', '_')
  const inside = await Promise.all(['src', '.'].map((below) => isThere(join(folder, below, module, '__main__.py'))))
  if (inside.includes(true)) return `runpy.run_module('${module}', run_name='__main__', alter_sys=True)`
  if (await isThere(join(folder, '__main__.py'))) return `runpy.run_path(PROJECT, run_name='__main__')`
  throw new Failure(
    'target-unknown',
    'the project does not say how it is started: it has no [project.scripts] and no __main__.py',
    {
      fix: 'Vet the package that is made of it.',
    },
  )
}

const isThere = async (path: string): Promise<boolean> => (await readBounded(path, REFUSED)) !== null

/** Names that can stand in a line of its own, and in the name of a folder. */
const PLAIN = /^[A-Za-z0-9](?:[\w.+!-]{0,100}[A-Za-z0-9])?$/
const plain = (text: string, instead: string): string => (PLAIN.test(text) ? text : instead)

/** What a build would have laid there: where its modules are, what it is called, and its commands. */
async function describe(site: string, { name, version, scripts }: PythonProject, start: string | null): Promise<void> {
  const called = plainName(name)
  const put = (path: string, text: string) => writeFile(join(site, path), text, { flag: 'wx' })
  const about = `${called.replaceAll('-', '_')}-${version}.dist-info`
  await put('_sallyport_project.pth', `../${PLACE}/src\n../${PLACE}\n`)
  await mkdir(join(site, about))
  await put(join(about, 'METADATA'), `Metadata-Version: 2.1\nName: ${called}\nVersion: ${version}\n`)
  const commands = start === null ? Object.entries(scripts) : [[called, '_sallyport_start:main']]
  await put(
    join(about, 'entry_points.txt'),
    `[console_scripts]\n${commands.map((pair) => `${pair.join(' = ')}\n`).join('')}`,
  )
  if (start === null) return
  const code = `import os, runpy\nPROJECT = os.path.join(os.path.dirname(__file__), '..', '${PLACE}')\ndef main():\n    ${start}\n`
  await put('_sallyport_start.py', code)
}
