// Which host paths may enter a sandbox at all. Lexical: that a path is real is checked where the disk can be seen.
import { quote, untrusted } from '../model/untrusted.ts'
import type { Host } from './plan.ts'

/** Whether `path` is `folder` or lies below it. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`)

/** Whether one of the two lies within the other. */
export const overlap = (a: string, b: string): boolean => isWithin(a, b) || isWithin(b, a)

/** Folders that hold much and little of a person's own: who looks through a tree as far as a bound goes looks at them last. */
export const comesLast = (name: string): boolean => name === 'node_modules' || name === '.git'

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

/** Absolute, and already the shortest way to say it: no `.`, `..`, doubled or trailing slash. */
export const isPlain = (path: string): boolean =>
  /^\/(?:[^/\0]+(?:\/[^/\0]+)*)?$/.test(path) && !path.split('/').some((part) => part === '.' || part === '..')

/** Kernel, device and run-time trees, and the machine's configuration: our own minimal copies stand there. */
const CLOSED_TREES = ['/proc', '/sys', '/dev', '/run', '/var/run', '/etc']
/** Folders that hold other people's things beside what is wanted. */
const TOO_WIDE = ['/', '/home', '/root', '/var', '/var/lib', '/tmp', '/var/tmp', '/mnt', '/media', '/boot']
const PROGRAM_TREES = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix']

/** Where an empty folder of the same name may stand in for the real one: nowhere above or inside what every sandbox has. */
export const mayBeHollow = (path: string): boolean =>
  isPlain(path) && !TOO_WIDE.includes(path) && ![...CLOSED_TREES, ...PROGRAM_TREES].some((tree) => overlap(path, tree))

export type Wish = { readonly path: string; readonly kind: 'read' | 'write' | 'exec'; readonly ownFolder: boolean }

/** Why a path may not be granted, or null. `ownFolder` is our staging folder in an install, inside our own state. */
export function pathRefusal({ path, kind, ownFolder }: Wish, host: Host): string | null {
  const shown = `--${kind} ${quote(untrusted(path), 400)}`
  if (!isPlain(path)) return `${shown} is not an absolute path in its plain form`
  const closed = CLOSED_TREES.find((tree) => isWithin(path, tree))
  if (closed !== undefined) return `${shown} lies in ${closed}, which no server may see`
  if (TOO_WIDE.includes(path)) return `${shown} is too wide: it shows what belongs to others`
  if (host.homes.some((home) => isWithin(home, path))) return `${shown} is your home or holds it`
  if (kind === 'write' && PROGRAM_TREES.some((tree) => isWithin(path, tree)))
    return `${shown} holds programs of this machine`
  if (kind === 'write' && host.ownCode.some((code) => overlap(path, code)))
    return `${shown} holds the code of Sallyport itself, or the Node that runs it`
  if (host.sockets.some((socket) => overlap(path, socket)) || path.endsWith('.sock'))
    return `${shown} reaches a socket that gives power over this machine or your keys`
  const touchesState = ownFolder
    ? host.stateFolders.some((folder) => isWithin(folder, path))
    : host.stateFolders.some((folder) => overlap(path, folder))
  return touchesState ? `${shown} touches the state of Sallyport itself` : null
}

/** Why a program or a folder with its code may not be shown, or null. Store entries lie inside our state, so that is open here. */
export function programRefusal(path: string, host: Host): string | null {
  const shown = quote(untrusted(path), 400)
  if (!isPlain(path)) return `${shown} is not an absolute path in its plain form`
  if (TOO_WIDE.includes(path) || CLOSED_TREES.some((tree) => isWithin(path, tree))) {
    return `${shown} is no place for a program: too much else would be seen`
  }
  const own = [...host.homes, ...host.stateFolders].some((folder) => isWithin(folder, path))
  return own ? `${shown} is your home, our state, or holds one of them` : null
}

/** Programs of Homebrew lie in a folder each and take their libraries from those of others. */
const HOMEBREW = /^(\/.+)\/Cellar\/[^/]+\/[^/]+\/s?bin\/[^/]+$/

/**
 * Where runtimes are installed: below a hidden folder of a version manager, among packages, in /opt; or by a name with a version, or
 * that of a language. A project may have a `bin` too, with its keys and settings beside it: of that nobody granted more than the program.
 */
const INSTALLED = /\/\.[^/]+\/|\/(?:node_modules|envs|\w*conda\d*|\w*forge\d*)\/|^\/(?:opt|snap)\//
const LANGUAGES =
  'node|python|pypy|ruby|perl|php|go|rust|deno|bun|java|jdk|jre|dotnet|erlang|elixir|julia|lua|r|venv|virtualenv'
const RUNTIME = new RegExp(
  String.raw`^v?\d+(?:\.\d+)+|[-_@]v?\d+(?:\.\d+)+|^(?:${LANGUAGES})(?:[-_@]?v?\d[^/]*)?$`,
  'i',
)
const isInstalled = (prefix: string): boolean =>
  INSTALLED.test(`${prefix}/`) || RUNTIME.test(prefix.slice(prefix.lastIndexOf('/') + 1))

/**
 * What to show of a program outside the bound trees: the folder above its `bin`, as runtimes keep their libraries there.
 * Only the file itself when that is where no runtime is installed, and when that folder would be the home, directly below it (`~/.local`, `~/.cargo`) or above our state.
 */
export function runtimeOf(program: string, host: Host): string {
  const folder = parentOf(program)
  if (!/\/s?bin$/.test(folder)) return program
  const brewed = HOMEBREW.exec(program)?.[1]
  const prefix = brewed ?? parentOf(folder)
  const depth = prefix.split('/').length - 1
  const tooWide =
    prefix === '/' ||
    (brewed === undefined && !isInstalled(prefix)) ||
    (depth === 1 && prefix !== '/opt') ||
    prefix === '/opt' ||
    TOO_WIDE.includes(prefix) ||
    host.homes.some((home) => isWithin(home, prefix) || (brewed === undefined && parentOf(prefix) === home)) ||
    host.stateFolders.some((state) => overlap(state, prefix)) ||
    host.sockets.some((socket) => overlap(socket, prefix)) ||
    CLOSED_TREES.some((tree) => overlap(tree, prefix))
  return tooWide ? program : prefix
}
