// Every file of a checkout that some client takes servers from when a folder of it is opened.
import { realpathSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { folded, foldersOnTheWay, projectFiles, readersOf } from '../../core/clients/checkout.ts'
import type { Client } from '../../core/clients/client.ts'
import { isBelow } from '../../io/source/clients/files.ts'
import { type Walked, walkCheckout } from '../../io/source/clients/checkout.ts'
import type { Found } from './side.ts'

/** `root` is a real path. */
export function findInCheckout(
  root: string,
  clients: readonly Client[],
): Pick<Walked, 'unlooked' | 'folders'> & { readonly found: readonly Found[] } {
  const files = projectFiles(clients)
  const folders = foldersOnTheWay(files)
  const { paths, ...walked } = walkCheckout(root, {
    isFile: (path) => readersOf(path, files).length > 0,
    isFolder: (name) => folders.has(folded(name)),
  })
  const found = paths.map((path): Found => {
    const real = realBelow(root, path)
    return { path: real, at: path, isLinked: real !== path, readers: readersOf(path, files) }
  })
  // A file is its own before it is what a link makes of it.
  return { ...walked, found: found.toSorted((a, b) => Number(a.isLinked) - Number(b.isLinked)) }
}

/** Where it really lies, where that is in the project; otherwise what opens it says why not. */
function realBelow(root: string, path: string): string {
  try {
    const real = realpathSync.native(join(root, path))
    return isBelow(real, root) ? relative(root, real).replaceAll(sep, '/') : path
  } catch {
    return path
  }
}
