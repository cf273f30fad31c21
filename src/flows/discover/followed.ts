// Folders that client configs name as projects. A config may have been written by anybody, so what it names is looked at first.
import { isAbsolute, resolve } from 'node:path'
import { bound } from '../../core/model/bounds.ts'
import type { ConfigPlace, Unlooked } from '../../core/model/discovery.ts'
import { isBelow, realFolder, whyNoFolder } from '../../io/source/clients/files.ts'
import type { DiscoverOptions } from './discovery.ts'

export type Named = { readonly path: string; readonly by: ConfigPlace }

export function followed(
  named: readonly Named[],
  { home, project, isOwnHome }: DiscoverOptions,
): { readonly folders: readonly string[]; readonly unlooked: readonly Unlooked[] } {
  if (project === null) return { folders: [], unlooked: [] }
  const known = new Set([realFolder(project)])
  const folders: string[] = []
  const unlooked: Unlooked[] = []
  const miss = ({ by, path }: Named, why: string): void =>
    void unlooked.push({ ...by, path, name: null, line: null, why })
  const realHome = realFolder(home)
  for (const one of named) {
    // Names of another platform, and folders that are gone: no client finds anything there either.
    const folder = isAbsolute(one.path) ? resolve(one.path) : null
    if (folder === null || whyNoFolder(folder) !== null) continue
    const real = realFolder(folder)
    if (known.has(real)) continue
    known.add(real)
    if (folders.length >= bound('config-projects')) {
      unlooked.push({ ...one.by, name: null, line: null, why: `it names more than ${folders.length} projects` })
      break
    }
    if (isOwnHome || (realHome !== null && real !== null && isBelow(real, realHome))) folders.push(folder)
    else miss(one, 'a project outside of this home: look at it with `--project`')
  }
  return { folders, unlooked }
}
