// Folders that a command line names: while a server is only described they stand in the sandbox, private and empty.
import { stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { isWithin } from '../../core/confine/paths.ts'
import type { Resolved } from '../../core/model/artifact.ts'

export async function hollowFolders({ argv, roots }: Resolved): Promise<readonly string[]> {
  const named = argv.slice(1).map((word) => word.replace(/^--?[\w-]+=/, '').replace(/\/+$/, ''))
  const absolute = named.filter((word) => isAbsolute(word) && !roots.some((root) => isWithin(word, root)))
  const folders = await Promise.all(absolute.map(async (path) => ((await isFolder(path)) ? [path] : [])))
  return [...new Set(folders.flat())]
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
