// The files of the checkout as a contributor sees them, without what is installed or built.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')
const SKIPPED = ['node_modules', 'dist', '.git', '.cache', 'coverage']

/** Paths relative to the root, with slashes, sorted. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter(({ name }) => !SKIPPED.includes(name))
    .flatMap((entry) => {
      const path = relative(ROOT, join(ROOT, folder, entry.name))
        .split(sep)
        .join('/')
      return entry.isDirectory() ? filesBelow(path) : [path]
    })
    .toSorted()
}

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
