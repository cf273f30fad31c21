// Walks a folder that a stranger filled. It goes into no link that leads out, and what it could not look at is named.
import { type Dirent, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { bound } from '../../../core/model/bounds.ts'
import { isBelow, lost } from './files.ts'
import { entriesIn } from './listing.ts'

export type Walked = {
  /** Paths below the root, with slashes: files, links and whatever else lies there. */
  readonly paths: readonly string[]
  /** `why` is our own words. */
  readonly unlooked: readonly { readonly path: string; readonly why: string }[]
  readonly folders: number
}

export type Wanted = {
  readonly isFile: (path: string) => boolean
  /** Whether a link of this name is a folder that somebody reads files in. */
  readonly isFolder: (name: string) => boolean
}

/** Packages and histories: they are no place of a client, and where crowds are. */
export const NOT_WALKED: ReadonlySet<string> = new Set(['node_modules', '.git'])

/** `root` is a real path. */
export function walkCheckout(root: string, { isFile, isFolder }: Wanted): Walked {
  const paths: string[] = []
  const unlooked: { path: string; why: string }[] = []
  const waiting: { path: string; links: number }[] = [{ path: '', links: 0 }]
  let left = bound('checkout-entries')
  let folders = 0
  for (let next = waiting.pop(); next !== undefined && left >= 0; next = waiting.pop()) {
    const { path: folder, links } = next
    folders += 1
    if (folder.split('/').length > bound('checkout-levels')) {
      unlooked.push({ path: folder, why: 'it lies too deep' })
      continue
    }
    const listed = entriesOf(join(root, folder), left)
    if (typeof listed === 'string') unlooked.push({ path: folder, why: listed })
    else left -= listed.length
    for (const entry of typeof listed === 'string' ? [] : listed) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (NOT_WALKED.has(entry.name)) continue
      if (entry.isDirectory()) waiting.push({ path, links })
      else {
        if (isFile(path)) paths.push(path)
        if (!entry.isSymbolicLink() || !isFolder(entry.name)) continue
        const kind = linkedFolder(join(root, path), root)
        if (kind === 'within' && links < 2) waiting.push({ path, links: links + 1 })
        else if (kind !== 'none') unlooked.push({ path, why: 'it is a link to a folder outside of the project' })
      }
    }
  }
  if (left < 0) unlooked.push({ path: '.', why: `it holds more than ${bound('checkout-entries')} entries` })
  return { paths: paths.sort(), unlooked, folders }
}

/** Our words for why it cannot be listed. */
function entriesOf(folder: string, most: number): Dirent[] | string {
  try {
    return entriesIn(folder, most)
  } catch (cause) {
    return lost(folder, cause)?.why ?? 'it is gone'
  }
}

function linkedFolder(path: string, root: string): 'within' | 'outside' | 'none' {
  try {
    if (!statSync(path).isDirectory()) return 'none'
    return isBelow(realpathSync.native(path), root) ? 'within' : 'outside'
  } catch {
    // It leads to nothing, or in a circle: no client finds anything there either.
    return 'none'
  }
}
