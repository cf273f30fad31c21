// Other homes of Sallyport than the one in use: whoever may read there signs approvals for whom that home speaks, such as a CI.
import { lstat, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { bound } from '../../core/model/bounds.ts'

/** As deep below a granted folder as they are looked for. */
const LEVELS = 2

/** One that a real path lies in, or that lies in it or little below; null where none is seen. */
export async function homeAt(path: string): Promise<string | null> {
  for (let above = path; ; above = dirname(above)) {
    if (await isHome(above)) return above
    if (above === dirname(above)) break
  }
  let folders = [path]
  for (let level = 0, seen = 0; level < LEVELS; level += 1) {
    const below: string[] = []
    for (const folder of folders) {
      if ((seen += 1) > bound('home-folders')) return null
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
      below.push(...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name)))
    }
    for (const folder of below) if (await isHome(folder)) return folder
    folders = below
  }
  return null
}

const isHome = (folder: string): Promise<boolean> =>
  lstat(join(folder, 'keys', 'approval.pem')).then(
    (found) => found.isFile(),
    () => false,
  )
