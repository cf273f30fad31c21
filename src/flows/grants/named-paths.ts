// What lies on this machine under the names that a command and the variables of its entry give: what a server most likely needs.
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { isWithin } from '../../core/confine/paths.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import type { Look } from '../../core/model/look.ts'
import { realOf } from '../../io/file/real.ts'

type Named = Pick<Look, 'entry' | 'resolved'>

/** Real paths of files and folders. Its own code is not among them: that is granted anyway, and read-only. `isWanted`: of which variables. */
export async function pathsNamed(
  { entry, resolved }: Named,
  isWanted: (variable: string) => boolean = () => true,
): Promise<readonly string[]> {
  // The paths in the words of a container are those of its image.
  if (resolved?.artifact.kind === 'image') return []
  const own = [...(resolved?.roots ?? []), ...codeOf(resolved)]
  const variables = inVariables(entry).filter(({ variable }) => isWanted(variable))
  const real = await Promise.all([...inWords(entry), ...variables.map(({ path }) => path)].map(realOf))
  const paths = real.flatMap((found) => (found === null || found.kind === 'other' ? [] : [found.path]))
  const wanted = [...new Set(paths)].filter((path) => !own.some((root) => isWithin(path, root)))
  // A folder that lies in another that is named comes with it.
  return wanted.filter((path) => !wanted.some((other) => other !== path && isWithin(path, other)))
}

/** A variable that names a file which is not there yet, and the folder that it would be made in. */
export type Awaited = { readonly variable: string; readonly path: string; readonly folder: string }

export async function filesAwaited({ entry, resolved }: Named): Promise<readonly Awaited[]> {
  if (resolved?.artifact.kind === 'image') return []
  const found = await Promise.all(
    inVariables(entry).map(async ({ variable, path }) => {
      const folder = (await realOf(path)) === null ? await realOf(join(path, '..')) : null
      return folder?.kind === 'folder' ? [{ variable, path, folder: folder.path }] : []
    }),
  )
  return found.flat()
}

const inWords = ({ argv }: LaunchEntry): readonly string[] =>
  argv.slice(1).flatMap((word) => asPath(/^--?[\w-]+=(.*)$/s.exec(word)?.[1] ?? word))

const inVariables = ({ env }: LaunchEntry): readonly { readonly variable: string; readonly path: string }[] =>
  Object.entries(env).flatMap(([variable, value]) => asPath(value).map((path) => ({ variable, path })))

function asPath(text: string): readonly string[] {
  const path = text.startsWith('~/') ? join(homedir(), text.slice(2)) : text
  return isAbsolute(path) ? [path] : []
}

function codeOf(resolved: Look['resolved']): readonly string[] {
  if (resolved?.artifact.kind === 'folder') return [resolved.artifact.path]
  return resolved?.artifact.kind === 'command' ? resolved.artifact.files.map(({ path }) => path) : []
}
