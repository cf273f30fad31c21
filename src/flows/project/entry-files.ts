// Which words of a command are files of the project, and what their bytes are.
import { posix } from 'node:path'
import type { Launch } from '../../core/clients/entry.ts'
import type { Digest } from '../../core/model/artifact.ts'
import { sha256 } from '../../io/file/sha256.ts'
import type { Tree } from './side.ts'

/** More words than any launch has: each of them may be a file. */
const MOST = 256
/** How clients write the folder that is open. */
const OPEN = /^\$\{(?:workspaceFolder|workspaceRoot|CLAUDE_PROJECT_DIR)\}(?:\/|$)/

/** By the word as it stands in the command. `folder` is the one that a client would have open, below the project. */
export async function filesIn(
  { argv, cwd }: Pick<Launch, 'argv' | 'cwd'>,
  folder: string,
  tree: Tree,
): Promise<ReadonlyMap<string, Digest>> {
  const start = cwd === null ? folder : below(cwd, folder, folder)
  const files = new Map<string, Digest>()
  if (start === null) return files
  // A program without a slash is one of PATH; a script may be called anything.
  const words = argv.filter((one, at) => !one.startsWith('-') && (at > 0 || one.includes('/')))
  for (const word of words.slice(0, MOST)) {
    const path = below(word, start, folder)
    const bytes = path === null ? null : await tree.read(path)
    if (bytes !== null) files.set(word, `sha256:${sha256(bytes)}`)
  }
  return files
}

/** Whether it starts elsewhere than in the open folder: settings of another folder can lead a runner of packages elsewhere. */
export const startsElsewhere = ({ cwd }: Pick<Launch, 'cwd'>, folder: string): boolean =>
  cwd !== null && below(cwd, folder, folder) !== below('', folder, folder)

/** Null for what is not surely a place below the project. */
function below(word: string, start: string, folder: string): string | null {
  const isOpen = OPEN.test(word)
  const rest = isOpen ? word.replace(OPEN, '') : word
  if (rest.startsWith('/') || /[$\\\0]|^~|^[A-Za-z]:/.test(rest)) return null
  const path = posix.join(isOpen ? folder : start, rest, '.')
  return path === '..' || path.startsWith('../') ? null : path
}
