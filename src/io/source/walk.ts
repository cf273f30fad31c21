// Walks a folder that others may have laid out as a trap: nothing is followed, nothing is waited for, all is bounded.
import { type BigIntStats, closeSync, constants, lstatSync, openSync, readdirSync, readlinkSync } from 'node:fs'
import type { EntryKind } from '../../core/canon/tree.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'

export type Visit = {
  /** Relative to the folder that is walked. */
  readonly path: string
  readonly kind: EntryKind
  /** Where to open it while it is visited, and only then. */
  readonly place: string
  readonly stat: BigIntStats
  /** Empty for all but links. */
  readonly target: string
}

/** `at` names the open folder by its descriptor: it stays this folder even when somebody swaps its path for a link. */
type Level = {
  readonly fd: number
  readonly at: string
  readonly path: string
  readonly names: readonly string[]
  next: number
}

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW

/**
 * Every entry below `root`, folders before what is in them, in order of code units within a folder. `other` is told of devices, pipes and
 * sockets, which are never opened; unless it is given, they are refused.
 */
export function* walk(
  root: string,
  skip: (path: string) => boolean = () => false,
  other: (path: string) => void = refuseOther,
): Generator<Visit, void, undefined> {
  const levels: Level[] = []
  let count = 0
  try {
    levels.push(enter(root, ''))
    while (levels.length > 0) {
      const level = levels.at(-1)!
      const name = level.names[level.next++]
      if (name === undefined) {
        closeSync(level.fd)
        levels.pop()
        continue
      }
      const path = level.path === '' ? name : `${level.path}/${name}`
      if (skip(path)) continue
      if (++count > bound('tree-entries')) throw refused(root, `it has more than ${bound('tree-entries')} entries`)
      const visit = look(`${level.at}/${name}`, path)
      if (visit === null) {
        other(path)
        continue
      }
      yield visit
      if (visit.kind !== 'folder') continue
      if (levels.length >= bound('tree-depth'))
        throw refused(path, `it lies more than ${bound('tree-depth')} folders deep`)
      levels.push(enter(visit.place, path))
    }
  } finally {
    for (const { fd } of levels) closeSync(fd)
  }
}

function enter(place: string, path: string): Level {
  const fd = doing(path === '' ? place : path, () => openSync(place, FOLDER))
  try {
    const at = process.platform === 'linux' ? `/proc/self/fd/${fd}` : place
    return { fd, at, path, names: doing(path, () => namesIn(at, path)), next: 0 }
  } catch (cause) {
    closeSync(fd)
    throw cause
  }
}

function namesIn(place: string, path: string): readonly string[] {
  const names = readdirSync(place)
  // U+FFFD stands for itself, or for bytes that are no UTF-8. Only then is the second, slower look needed.
  if (names.some((name) => name.includes('\uFFFD'))) {
    for (const bytes of readdirSync(place, 'buffer')) {
      if (!Buffer.from(bytes.toString('utf8')).equals(bytes)) throw refused(path, 'a name in it is not valid UTF-8')
    }
  }
  return names.sort()
}

/** What it says of an entry that holds no bytes of its own. */
export const OTHER = 'it is a device, a pipe or a socket'

function refuseOther(path: string): never {
  throw refused(path, OTHER)
}

function look(place: string, path: string): Visit | null {
  const stat = doing(path, () => lstatSync(place, { bigint: true }))
  if (stat.isDirectory()) return { path, kind: 'folder', place, stat, target: '' }
  if (stat.isFile()) return { path, kind: (stat.mode & 0o111n) === 0n ? 'file' : 'exec', place, stat, target: '' }
  if (!stat.isSymbolicLink()) return null
  return { path, kind: 'link', place, stat, target: doing(path, () => linkTarget(place, path)) }
}

function linkTarget(place: string, path: string): string {
  const bytes = readlinkSync(place, 'buffer')
  const target = bytes.toString('utf8')
  if (!Buffer.from(target).equals(bytes)) throw refused(path, 'it is a link whose target is not valid UTF-8')
  return target
}

/** The failure for content that we do not take into a store. */
export const refused = (path: string, why: string): Failure =>
  new Failure('package-refused', `${quote(untrusted(path), 400)} is refused: ${why}`)

/** What the system says about a place that we should be able to use becomes a failure that names it. */
export function doing<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw unusable(path, cause)
  }
}

export async function doingLater<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw unusable(path, cause)
  }
}

function unusable(path: string, cause: unknown): unknown {
  const { code, syscall } = cause as NodeJS.ErrnoException
  if (cause instanceof Failure || code === undefined || syscall === undefined) return cause
  return new Failure('disk-failed', `${quote(untrusted(path), 400)} could not be used (${code})`, { cause })
}
