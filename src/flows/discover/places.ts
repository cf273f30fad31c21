// Which files to look at for a home and a project, and how far links in them may lead.
import { dirname } from 'node:path'
import type { Client, FilePattern, Scope } from '../../core/clients/client.ts'
import { GLOB_DEPTH } from '../../core/clients/client.ts'
import { expand } from '../../core/clients/expand.ts'
import { isBelow, realFolder, type Within } from '../../io/source/clients/files.ts'
import type { Search } from '../../io/source/clients/globs.ts'
import type { DiscoverOptions } from './discovery.ts'

export type Place = {
  readonly client: Client
  readonly pattern: FilePattern
  readonly search: Search
  /** The folder that a project's file was looked for in; null for every other file. */
  readonly project: string | null
}

/** A file that several patterns name belongs to the first of them: what is one person's before what a folder shares. */
const ORDER: readonly Scope[] = ['managed', 'system', 'user', 'plugin', 'project']

type Env = Readonly<Record<string, string | undefined>>

export function placesOf(clients: readonly Client[], options: DiscoverOptions, env: Env): Place[] {
  const realHome = realFolder(options.home)
  return patternsOf(clients).flatMap(({ client, pattern }) => placesFor(client, pattern, options, env, realHome))
}

/** The files of every client in one more folder. What lies above it is not its own. */
export function placesIn(project: string, clients: readonly Client[], options: DiscoverOptions): Place[] {
  const [here, realHome] = [{ ...options, project }, realFolder(options.home)]
  return patternsOf(clients)
    .filter(({ pattern }) => pattern.scope === 'project')
    .flatMap(({ client, pattern: { ancestors: _ancestors, ...pattern } }) =>
      placesFor(client, pattern, here, {}, realHome),
    )
}

function patternsOf(clients: readonly Client[]): { readonly client: Client; readonly pattern: FilePattern }[] {
  const known = clients.flatMap((client) => client.files.map((pattern) => ({ client, pattern })))
  // `.mcp.json` is Claude Code's, which looks for it in the folders above as well; others only take it, too.
  return known.toSorted(
    (a, b) => ORDER.indexOf(a.pattern.scope) - ORDER.indexOf(b.pattern.scope) || reach(b.pattern) - reach(a.pattern),
  )
}

function placesFor(
  client: Client,
  pattern: FilePattern,
  options: DiscoverOptions,
  env: Env,
  realHome: string | null,
): Place[] {
  const { home, project, platform } = options
  return expand(pattern, { env, home, project, platform })
    .filter(({ path }) => !isAboveHome(path, pattern, options))
    .map(({ path, glob }) => {
      const within = withinOf(path, glob.length > 0, pattern, options, realHome)
      const search = { path, glob, within, depth: GLOB_DEPTH, skip: pattern.skip ?? [] }
      return { client, pattern, search, project: pattern.scope === 'project' ? project : null }
    })
}

const reach = ({ ancestors }: FilePattern): number => (ancestors === true ? 1 : 0)

/** Folders above the home belong to others; a project outside it is followed up to the root. */
function isAboveHome(path: string, { ancestors }: FilePattern, { home, project }: DiscoverOptions): boolean {
  return ancestors === true && project !== null && isBelow(project, home) && !isBelow(path, home)
}

/** Where links may lead: for a person's file their home, for a project's file that folder, for an administrator's see `Within`. */
function withinOf(
  path: string,
  isFolder: boolean,
  { scope }: FilePattern,
  { home, project }: DiscoverOptions,
  realHome: string | null,
): Within {
  if (scope === 'managed' || scope === 'system') return null
  const inHome = realHome !== null && isBelow(path, home) ? [realHome] : []
  if (scope === 'project' && project !== null) {
    const folder = folderOf(path, project)
    return [realFolder(folder) ?? folder, ...inHome]
  }
  if (inHome.length > 0) return inHome
  // Only an own override leads out of the home: its owner named that folder.
  const named = isFolder ? path : dirname(path)
  return [realFolder(named) ?? named, ...(realHome === null ? [] : [realHome])]
}

/** The project, or the folder above it, that the file was looked for in. */
function folderOf(path: string, project: string): string {
  return isBelow(path, project) || dirname(project) === project ? project : folderOf(path, dirname(project))
}
