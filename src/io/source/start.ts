// How a package or folder is started: which of its files, and by what program.
import { constants } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { type JsonObject, isObject } from '../../core/model/json.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { isNode } from './interpreter.ts'
import { readManifest } from './npm/tree.ts'
import { doingLater } from './walk.ts'

/** The file of a package that npx would run: the only one, the one with the name of the package, or the one asked for. */
export async function findBin(root: string, name: string, wanted: string | null): Promise<string> {
  const folder = join(root, 'node_modules', name)
  const manifest = (await readManifest(folder)) ?? {}
  const bins = binsOf(manifest, name)
  const chosen = wanted ?? chooseBin(bins, name)
  const known = Object.keys(bins).sort()
  const has = known.length === 0 ? 'it has none' : `it has ${known.map(shown).join(', ')}`
  if (chosen === null) {
    throw new Failure('target-unknown', `${shown(name)} does not say which of its programs to run: ${has}`, {
      fix:
        known.length === 0
          ? 'It is a library: name the package of the server.'
          : `Choose one: \`npx -p ${name} PROGRAM\`.`,
    })
  }
  const path = Object.hasOwn(bins, chosen) ? join(folder, bins[chosen]!) : join(root, 'node_modules', '.bin', chosen)
  const real = chosen.includes('/') ? null : await realpath(path).catch(() => null)
  if (real !== null && isBelow(real, root) && (await stat(real)).isFile()) return real
  throw new Failure('target-unknown', `${shown(name)} has no program called ${shown(chosen)}: ${has}`)
}

function binsOf({ bin }: JsonObject, name: string): Record<string, string> {
  if (typeof bin === 'string') return { [bareName(name)]: bin }
  const named = isObject(bin) ? Object.entries(bin) : []
  return Object.fromEntries(named.filter((pair): pair is [string, string] => typeof pair[1] === 'string'))
}

/** As libnpmexec does: all names mean one file, or one has the name of the package. */
function chooseBin(bins: Readonly<Record<string, string>>, name: string): string | null {
  if (new Set(Object.values(bins)).size === 1) return Object.keys(bins)[0]!
  return Object.hasOwn(bins, bareName(name)) ? bareName(name) : null
}

const bareName = (name: string): string => name.replace(/^@[^/]+\//, '')

/** The file that starts a local folder: its one bin, its `main`, or the entry of its bundle manifest. */
export async function findEntry(folder: string): Promise<string> {
  const manifest = await readManifest(folder)
  const bundle = manifest === null ? await readManifest(folder, 'manifest.json') : null
  const named = manifest === null ? bundleEntry(bundle) : packageEntry(manifest)
  if (named === null) {
    throw new Failure('target-unknown', `the folder ${shown(folder)} does not say how it is started`, {
      fix: 'Name the script instead: `node PATH/TO/SCRIPT`, or give its package.json a `bin` or `main`.',
    })
  }
  for (const candidate of [named, `${named}.js`, join(named, 'index.js')]) {
    const real = await realpath(join(folder, candidate)).catch(() => null)
    if (real !== null && isBelow(real, folder) && (await stat(real)).isFile()) return relative(folder, real)
  }
  throw new Failure('target-unknown', `the folder ${shown(folder)} is started by ${shown(named)}, which is not in it`)
}

function packageEntry(manifest: JsonObject): string | null {
  const name = typeof manifest.name === 'string' ? manifest.name : ''
  const bins = binsOf(manifest, name)
  const chosen = chooseBin(bins, name)
  if (chosen !== null) return bins[chosen]!
  if (typeof manifest.main === 'string') return manifest.main
  return Object.keys(bins).length === 0 ? 'index.js' : null
}

function bundleEntry(manifest: JsonObject | null): string | null {
  const server = manifest?.server
  if (!isObject(server) || server.type !== 'node') return null
  return typeof server.entry_point === 'string' ? server.entry_point : null
}

const MARKS = ['package.json', 'node_modules'] as const

/**
 * The folder whose content decides what a script does: the nearest one with a package.json or node_modules, and one further
 * up when the dependencies lie there. Null when that would be a home, a folder
 * above one, the root, or a folder that everybody may write.
 */
export async function findPackageFolder(script: string, homes: readonly string[]): Promise<string | null> {
  let nearest: string | null = null
  for (let folder = dirname(script); folder !== dirname(folder); folder = dirname(folder)) {
    if (homes.some((home) => isBelow(home, folder) || home === folder)) return nearest
    // In a folder like /tmp anybody could lay out the packages that a script would load.
    if (((await stat(folder)).mode & 0o002) !== 0) return nearest
    const [manifest, modules] = await Promise.all(MARKS.map((mark) => isThere(join(folder, mark))))
    if (modules) return folder
    if (!manifest) continue
    nearest ??= folder
    if (!(await needsPackages(folder))) return nearest
  }
  return nearest
}

async function needsPackages(folder: string): Promise<boolean> {
  const { dependencies } = (await readManifest(folder).catch(() => null)) ?? {}
  return isObject(dependencies) && Object.keys(dependencies).length > 0
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** How a file of a package is started: by Node, or as a program by itself. */
export async function startOf(file: string, node: string): Promise<[string, ...string[]]> {
  const [program, ...flags] = await readShebang(file)
  if (program === undefined ? /\.[cm]?[jt]s$/.test(file) : isNode(program)) return [node, ...flags, file]
  if (program === undefined && (await isProgram(file))) return [file]
  const by = program === undefined ? 'no program that is known here' : shown(program)
  throw new Failure('target-unknown', `${shown(file)} is started by ${by}, which is not supported yet`, {
    fix: 'Supported are packages for Node and packages that bring a native program.',
  })
}

/** The words of a `#!` line, with `env` read away; empty for a program that needs no interpreter. */
export async function readShebang(path: string): Promise<readonly string[]> {
  const text = (await readStart(path, 512)).toString('utf8')
  if (!text.startsWith('#!')) return []
  const words = text
    .slice(2, text.search(/\r?\n|$/))
    .trim()
    .split(/\s+/)
  if (!/(^|\/)env$/.test(words[0] ?? '')) return words
  return words.slice(1).filter((word) => word !== '-S' && !/^[A-Za-z_]\w*=/.test(word))
}

/** ELF: the file is a program by itself. */
const isProgram = async (path: string): Promise<boolean> =>
  (await readStart(path, 4)).equals(Buffer.from('\x7FELF', 'latin1'))

const readStart = async (path: string, bytes: number): Promise<Buffer> =>
  await doingLater(path, async () => {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  })

export const isBelow = (path: string, folder: string): boolean => path.startsWith(folder === '/' ? '/' : `${folder}/`)
const shown = (text: string): string => quote(untrusted(text), 400)
