// The words of a launch can name files by where it is started: `node server.js` is another server in another project. An approval is for
// the files that were looked at, and for no others that are called alike.
import { realpathSync } from 'node:fs'
import { basename, isAbsolute, resolve } from 'node:path'
import type { Launch } from '../../core/clients/entry.ts'
import type { Pin } from '../../core/model/pin.ts'
import { isBelow } from '../../io/source/clients/files.ts'

/** A launch, and the folder that a client has open when it starts it; null where nobody can know. */
export type Started = Pick<Launch, 'argv' | 'url' | 'cwd'> & { readonly project: string | null }

/** Whether the files that it names are those of the approval. */
export function isForFilesOf({ artifact, exec }: Pin, { argv, cwd, project }: Started): boolean {
  if (artifact.kind !== 'folder' && artifact.kind !== 'command') return true
  const pinned = artifact.kind === 'command' ? artifact.files.map(({ path }) => path) : [artifact.path, ...exec]
  const named = new Set(pinned.map((path) => basename(path)))
  // A program without a slash is one of PATH.
  const words = argv.filter((word, at) => !isAbsolute(word) && !word.startsWith('-') && (at > 0 || word.includes('/')))
  const files = words.filter((word) => named.has(basename(word)))
  if (files.length === 0) return true
  const folder = folderOf(cwd, project)
  // Of what is kept for no project nobody knows where it is started.
  if (folder === null) return project === null
  return files.every((word) => {
    const path = realOf(resolve(folder, word))
    return pinned.includes(path) || (artifact.kind === 'folder' && isBelow(path, artifact.path))
  })
}

/** How clients write the folder that is open. */
const OPEN = /^\$\{(?:workspaceFolder|workspaceRoot|CLAUDE_PROJECT_DIR)\}(?=\/|$)/

function folderOf(cwd: string | null, project: string | null): string | null {
  if (cwd === null) return project
  const written = project === null ? cwd : cwd.replace(OPEN, () => project)
  if (/^~|\$\{/.test(written)) return null
  return isAbsolute(written) ? written : project === null ? null : resolve(project, written)
}

function realOf(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}
