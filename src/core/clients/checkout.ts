// Which files of a checkout some client reads when a folder of it is opened, told by their paths alone.
import type { Client, FilePattern } from './client.ts'
import { PLATFORMS } from './client.ts'

export type ProjectFile = {
  readonly client: Client
  readonly pattern: FilePattern
  /** Folded: on many machines `.MCP.json` is the same file as `.mcp.json`. A `*` stands for any text of a name. */
  readonly names: readonly string[]
}

const BEFORE = '<project>/'

/** File systems that do not tell letters by their case do not tell `ſ` from `s` either; some pass over what is invisible. */
export const folded = (path: string): string =>
  path
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFKC')
    .toLowerCase()

export function projectFiles(clients: readonly Client[]): readonly ProjectFile[] {
  return clients.flatMap((client) =>
    client.files
      .filter(({ scope }) => scope === 'project')
      .flatMap((pattern) => {
        const templates = new Set(PLATFORMS.flatMap((platform) => pattern.on[platform] ?? []))
        return [...templates].map((path) => {
          if (!path.startsWith(BEFORE)) throw new Error(`${client.id} has a file of a project outside of it`)
          return { client, pattern, names: folded(path.slice(BEFORE.length)).split('/') }
        })
      }),
  )
}

/** Who reads the file at this path, whichever folder of the checkout is opened. */
export const readersOf = (path: string, files: readonly ProjectFile[]): readonly ProjectFile[] => {
  const names = folded(path).split('/')
  return files.filter(
    ({ names: wanted }) =>
      wanted.length <= names.length && wanted.every((glob, index) => fits(names.at(index - wanted.length)!, glob)),
  )
}

/** The folder that is open where a client reads the file at this path, which is absolute; null where no client takes it from a project. */
export function openFolderOf(path: string, files: readonly ProjectFile[]): string | null {
  const deepest = Math.max(0, ...readersOf(path, files).map(({ names }) => names.length))
  return deepest === 0 ? null : path.split('/').slice(0, -deepest).join('/') || '/'
}

/** At most one `*`. */
function fits(name: string, glob: string): boolean {
  const star = glob.indexOf('*')
  if (star < 0) return name === glob
  const [first, last] = [glob.slice(0, star), glob.slice(star + 1)]
  return name.length >= first.length + last.length && name.startsWith(first) && name.endsWith(last)
}

/** Folders that such a path goes through. */
export const foldersOnTheWay = (files: readonly ProjectFile[]): ReadonlySet<string> =>
  new Set(files.flatMap(({ names }) => names.slice(0, -1)))
