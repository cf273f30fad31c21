// Opens files of other programs in folders that strangers may have laid out: nothing is waited for, no link leads away.
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { dirname, sep } from 'node:path'
import { bound } from '../../../core/model/bounds.ts'

export type FoundConfig = {
  readonly kind: 'file'
  /** As the client calls it. */
  readonly path: string
  /** Where that leads. */
  readonly real: string
  readonly bytes: Buffer
  readonly mode: number
  readonly uid: number
}
/** `why` is our own words. */
export type RefusedConfig = { readonly kind: 'refused'; readonly path: string; readonly why: string }

/** Real folders that a link may lead into. Null: an administrator's file, whose links must lead to root's files. */
export type Within = readonly string[] | null

/** Null where nothing is: then no client reads anything there either. */
export function openConfig(path: string, within: Within, tries = 3): FoundConfig | RefusedConfig | null {
  const found = openOnce(path, within)
  // An editor replaces a file while we open it: that is no trap unless it goes on.
  const isInMotion = found?.kind === 'refused' && IN_MOTION.has(found.why)
  return isInMotion && tries > 1 ? openConfig(path, within, tries - 1) : found
}

const MOVED = 'it was moved or replaced while it was opened'
const GREW = 'it grew while it was read'
const IN_MOTION: ReadonlySet<string> = new Set([MOVED, GREW])

function openOnce(path: string, within: Within): FoundConfig | RefusedConfig | null {
  try {
    // Most places are empty: this answer is the cheapest.
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return null
    const real = realpathSync.native(path)
    if (real !== path && within !== null && !within.some((folder) => isBelow(real, folder))) {
      return refuse(path, 'it is a link, or lies behind one, that leads out of the home or project')
    }
    const wrong = kindOf(real)
    if (wrong !== null) return refuse(path, wrong)
    return readOpen(path, real, within)
  } catch (cause) {
    return lost(path, cause)
  }
}

/** What a place that cannot be looked at means: nothing there, or our words for why. */
export function lost(path: string, cause: unknown): RefusedConfig | null {
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return null
  if (code === undefined) throw cause
  return refuse(path, WHY[code] ?? `it cannot be read (${code})`)
}
const WHY: Readonly<Record<string, string>> = {
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  ELOOP: 'its links go round in a circle',
}

export const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)

const refuse = (path: string, why: string): RefusedConfig => ({ kind: 'refused', path, why })

/** Looked at before it is opened: opening a device or a tape may already do something. */
function kindOf(real: string): string | null {
  const found = lstatSync(real)
  if (found.isFile()) return null
  if (found.isDirectory()) return 'it is a folder'
  if (found.isFIFO()) return 'it is a pipe'
  if (found.isSocket()) return 'it is a socket'
  return found.isSymbolicLink() ? 'it turned into a link' : 'it is a device'
}

/** O_NONBLOCK so that a planted pipe cannot make us wait; O_NOFOLLOW so that a link put there meanwhile cannot lead us away. */
const OPEN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

function readOpen(path: string, real: string, within: Within): FoundConfig | RefusedConfig {
  const fd = openSync(real, OPEN)
  try {
    const { mode, uid, size } = fstatSync(fd)
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) return refuse(path, 'it turned into something else')
    if (isMoved(fd, real)) return refuse(path, MOVED)
    if (real !== path && within === null && uid !== 0) return refuse(path, 'it is a link to a file that is not root’s')
    const most = bound('config-bytes')
    if (size > most) return refuse(path, `it has ${size} bytes; at most ${most} are read`)
    const bytes = readWhole(fd, size)
    return bytes === null ? refuse(path, GREW) : { kind: 'file', path, real, bytes, mode: mode & 0o7777, uid }
  } finally {
    closeSync(fd)
  }
}

/** Folders above can be swapped for links between looking and opening; only Linux says where a descriptor really is. */
const isMoved = (fd: number, real: string): boolean =>
  process.platform === 'linux' && readlinkSync(`/proc/self/fd/${fd}`) !== real

function readWhole(fd: number, size: number): Buffer | null {
  const bytes = Buffer.alloc(size + 1)
  let length = 0
  for (let read = -1; read !== 0 && length <= size; length += read) {
    read = readSync(fd, bytes, length, bytes.length - length, length)
  }
  return length > size ? null : bytes.subarray(0, length)
}

/** Null for a folder that can be entered and listed; otherwise our words for why not. */
export function whyNoFolder(path: string): string | null {
  try {
    if (!statSync(path).isDirectory()) return 'it is no folder'
    accessSync(path, constants.R_OK | constants.X_OK)
    return null
  } catch (cause) {
    return lost(path, cause)?.why ?? 'it does not exist'
  }
}

/** The real folder that links of a file may stay within; null where it cannot be seen. */
export function realFolder(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    const above = dirname(path)
    return above === path ? null : realFolder(above)
  }
}
