// Where our state lies, and why it may be trusted: nobody but its owner can write there, or swap it for another folder.
import { lstatSync, mkdirSync, realpathSync, type Stats } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { isOpenToOthers } from '../../core/model/open-to-others.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'

type Env = Readonly<Record<string, string | undefined>>

const VERSION_CONTROL = ['.git', '.hg', '.svn', '.jj', '.bzr', '_darcs', '.fslckout']

/** `SALLYPORT_HOME` holds everything; otherwise the XDG folders. Root keeps its state out of any home. */
export function pathsFrom(env: Env, uid: number | undefined): Paths {
  const own = env['SALLYPORT_HOME'] === '' ? undefined : env['SALLYPORT_HOME']
  if (own !== undefined && !isAbsolute(own)) {
    throw unsafe(own, 'is not an absolute path', 'Set SALLYPORT_HOME to an absolute path.')
  }
  const config = own ?? join(xdg(env, 'XDG_CONFIG_HOME', '.config'), 'sallyport')
  const state =
    own ?? (uid === 0 ? '/var/lib/sallyport' : join(xdg(env, 'XDG_STATE_HOME', '.local/state'), 'sallyport'))
  return {
    config,
    state,
    lockfile: join(config, 'sallyport.lock'),
    keys: join(config, 'keys'),
    evidence: join(state, 'evidence'),
    heads: join(state, 'heads'),
    store: join(state, 'store'),
    managed: { file: '/etc/sallyport/config.yaml', owner: 0 },
  }
}

/** The XDG specification says that relative paths are to be ignored. */
const absolute = (path: string | undefined): string | undefined =>
  path !== undefined && isAbsolute(path) ? path : undefined

const xdg = (env: Env, name: string, fallback: string): string =>
  absolute(env[name]) ?? join(absolute(env['HOME']) ?? homeOfUser(), fallback)

/** A user id that no user database knows, as in some containers, has no home. */
function homeOfUser(): string {
  try {
    // The user database knows; `homedir` repeats HOME, and a relative one would take our state from whatever folder we are in.
    return userInfo().homedir
  } catch (cause) {
    throw unsafe('~', 'is unknown: HOME is not set', 'Set HOME or SALLYPORT_HOME to a folder of your own.', cause)
  }
}

/** Creates the two folders where they are missing, and refuses what others could write. Nothing is created where it is refused. */
export function prepare(paths: Paths): Paths {
  for (const folder of new Set([paths.config, paths.state])) {
    if (!isThere(folder)) {
      checkAbove(folder, nearest(dirname(folder)))
      create(folder)
    }
    checkFolder(folder)
    checkHistory(folder, folder)
    checkAbove(folder, dirname(folder))
  }
  return paths
}

const nearest = (path: string): string => (isThere(path) || path === dirname(path) ? path : nearest(dirname(path)))

function create(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    throw unsafe(folder, `could not be created (${why})`, undefined, cause)
  }
}

function checkFolder(folder: string): void {
  const found = lstatSync(folder)
  if (!found.isDirectory()) throw unsafe(folder, 'is a link or no folder')
  const uid = process.geteuid?.()
  if (uid === undefined) return
  if (found.uid !== uid) throw unsafe(folder, `belongs to user ${found.uid}, not to you (${uid})`)
  if ((found.mode & 0o077) !== 0) {
    throw unsafe(folder, `is open to others (mode ${octal(found)})`, `Run \`chmod 700 ${plain(folder)}\`.`)
  }
}

/** Who can write an ancestor can move our folder away and put another in its place. */
function checkAbove(folder: string, parent: string): void {
  for (let path = realpathSync(parent); ; path = dirname(path)) {
    if (isOpenToOthers(lstatSync(path), ourselves())) {
      throw unsafe(folder, `lies below ${quote(untrusted(path), 400)}, which others can change`)
    }
    checkHistory(folder, path)
    if (path === dirname(path)) return
  }
}

const ourselves = () => ({ uid: process.geteuid?.(), gid: process.getegid?.() })

function checkHistory(folder: string, path: string): void {
  const history = VERSION_CONTROL.map((name) => join(path, name)).find(isThere)
  if (history === undefined) return
  throw unsafe(folder, `lies inside a version-controlled tree (${quote(untrusted(history), 400)})`)
}

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined

const octal = ({ mode }: Stats): string => (mode & 0o7777).toString(8).padStart(4, '0')
/** A path that needs no quoting in a shell may stand in a command to type; any other is shown quoted. */
const plain = (path: string): string => (/^[\w@%+=:,./-]+$/.test(path) ? path : quote(untrusted(path), 400))

function unsafe(path: string, why: string, fix?: string, cause?: unknown): Failure {
  return new Failure('state-unsafe', `${quote(untrusted(path), 400)} ${why}`, { cause, ...(fix && { fix }) })
}
