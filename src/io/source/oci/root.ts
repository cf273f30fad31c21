// An unpacked image, made ready to be the root of a sandbox: its links are laid, everybody may read it, and what of it is shown is named.
// All of it is looked up within it: what its links say of a path is never asked of this machine.
import { chmodSync, lstatSync, readdirSync, readlinkSync, rmSync, type Stats, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { HIDDEN_ETC, HIDDEN_TOP, type ImageRoot } from '../../../core/confine/image-root.ts'
import { INSIDE } from '../../../core/confine/plan.ts'
import type { ImageLink } from '../../../core/model/fetched.ts'
import { doing, walk } from '../walk.ts'

/** Folders of an image are real ones on disk, so a link is made in no other place than its own. */
export function layRoot(root: string, links: readonly ImageLink[]): void {
  for (const { path, target } of links) {
    doing(path, () => {
      rmSync(join(root, path), { force: true })
      symlinkSync(target, join(root, path))
    })
  }
  chmodSync(root, 0o755)
  for (const { kind, place } of walk(root)) {
    if (kind !== 'link') chmodSync(place, kind === 'file' ? 0o644 : 0o755)
  }
}

/** Each at its own place; of `etc` and `home` what is in them, because others of ours stand beside it. */
export function shownOf(root: string): Pick<ImageRoot, 'binds' | 'links'> {
  const binds: ImageRoot['binds'][number][] = []
  const links: Record<string, string> = {}
  const show = (path: string): void => {
    const source = join(root, path)
    if (lstatSync(source).isSymbolicLink()) links[`/${path}`] = readlinkSync(source)
    else binds.push({ source, dest: `/${path}` })
  }
  for (const name of readdirSync(root)) if (!HIDDEN_TOP.includes(name)) show(name)
  for (const folder of SHARED) {
    for (const name of namesIn(root, folder)) if (!isHidden([folder, name])) show(`${folder}/${name}`)
  }
  return { binds, links }
}

/** Folders of ours that show what an image has in its own. */
const SHARED = ['etc', 'home']

/** What an image has where ours, or the kernel's, stands in the sandbox: another thing is found there. */
const isHidden = ([top = '', name]: readonly string[]): boolean => {
  if (!SHARED.includes(top)) return HIDDEN_TOP.includes(top)
  return top === 'etc' ? HIDDEN_ETC.includes(name ?? '') : `/home/${name}` === INSIDE.home
}

const namesIn = (root: string, folder: string): string[] =>
  lstatSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory() === true
    ? readdirSync(join(root, folder))
    : []

const MAX_HOPS = 40

/** Null where nothing is, and where no path can lead: beyond a file, or longer than a path may be. */
function statAt(path: string): Stats | null {
  try {
    return lstatSync(path)
  } catch {
    return null
  }
}

type Found = { readonly path: string; readonly kind: 'file' | 'exec' | 'folder' }

/** Where a path leads in the sandbox, and what of the image is there; null: nothing, or something else. */
export const foundIn = (root: string, path: string): Found | null => lookUp(root, path, isHidden)

/** That file is not shown. */
export const hasPreload = (root: string): boolean => lookUp(root, '/etc/ld.so.preload', () => false) !== null

function lookUp(root: string, path: string, isLost: (place: readonly string[]) => boolean): Found | null {
  const ahead = path.split('/').toReversed()
  let at: string[] = []
  for (let hops = 0; ahead.length > 0;) {
    const part = ahead.pop()!
    if (part === '' || part === '.') continue
    if (part === '..') {
      at = at.slice(0, -1)
      continue
    }
    const next = [...at, part]
    const stat = statAt(join(root, ...next))
    if (stat === null || isLost(next)) return null
    if (!stat.isSymbolicLink()) {
      at = next
      continue
    }
    if (++hops > MAX_HOPS) return null
    const target = readlinkSync(join(root, ...next))
    if (target.startsWith('/')) at = []
    ahead.push(...target.split('/').toReversed())
  }
  const stat = lstatSync(join(root, ...at))
  const kind = stat.isDirectory() ? 'folder' : (stat.mode & 0o111) === 0 ? 'file' : 'exec'
  return { path: `/${at.join('/')}`, kind }
}
