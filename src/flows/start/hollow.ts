// Folders that a command line names: while a server is only described they stand in the sandbox, private and empty. One that holds
// a repository of git has an empty one there too: servers for git leave at once where there is none.
import { stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { isWithin } from '../../core/confine/paths.ts'
import type { Hollow } from '../../core/confine/plan.ts'
import type { Resolved } from '../../core/model/artifact.ts'

export async function hollowFolders({ argv, roots }: Resolved): Promise<readonly Hollow[]> {
  const named = argv.slice(1).map((word) => word.replace(/^--?[\w-]+=/, '').replace(/\/+$/, ''))
  const absolute = named.filter((word) => isAbsolute(word) && !roots.some((root) => isWithin(word, root)))
  const folders = await Promise.all(absolute.map(async (path) => ((await isFolder(path)) ? [path] : [])))
  const distinct = [...new Set(folders.flat())]
  return Promise.all(distinct.map(async (path) => ({ path, isRepository: await isFolder(join(path, '.git')) })))
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
