// Where a link of a package leads. What lies beyond its folder is not read, and what is code there is told as such.
import { realpathSync, statSync } from 'node:fs'
import { sep } from 'node:path'

/** `place`: the real one. */
export type End =
  | { readonly kind: 'inside' | 'outside'; readonly place: string; readonly isFolder: boolean }
  | { readonly kind: 'nowhere' }

export function endOf(folder: string, link: string): End {
  try {
    const place = realpathSync(link)
    const root = realpathSync(folder)
    const isInside = place === root || place.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)
    return { kind: isInside ? 'inside' : 'outside', place, isFolder: statSync(place).isDirectory() }
  } catch {
    return { kind: 'nowhere' }
  }
}
