// Files of one commit of a repository that a stranger may have laid out: git is asked for bytes by their name, and for nothing else.
import { execFile } from 'node:child_process'
import { realpath } from 'node:fs/promises'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { findExecutable } from './command.ts'

export type Revision = {
  /** The bytes of an ordinary file at this path below the folder; null where there is none, or a link, or too large a one. */
  readonly read: (path: string) => Promise<Buffer | null>
}

/** What could make git run a program, fetch something, or look elsewhere. The folder is ours to read, whoever owns it. */
const settingsFor = (folder: string): readonly string[] =>
  Object.entries({
    'core.hooksPath': '/dev/null',
    'core.fsmonitor': 'false',
    'core.pager': 'cat',
    'core.attributesFile': '/dev/null',
    'core.commitGraph': 'false',
    'credential.helper': '',
    'protocol.allow': 'never',
    'gc.auto': '0',
    'maintenance.auto': 'false',
    'safe.bareRepository': 'explicit',
    'safe.directory': folder,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`])

const ENV = {
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '/bin/false',
  GIT_ALLOW_PROTOCOL: '',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_LITERAL_PATHSPECS: '1',
}

/** First, because machines that build for others have folders in PATH that everybody can write to. */
const USUAL = '/usr/bin:/bin:/usr/local/bin'

/** `folder` is a real path. `path` is the PATH of this process. */
export async function openRevision(folder: string, name: string, path: string): Promise<Revision> {
  const git = await realpath(await findExecutable('git', '/', `${USUAL}:${path}`))
  const ask = (words: readonly string[], maxBuffer: number): Promise<Buffer | null> =>
    new Promise((resolve) => {
      const argv = ['-C', folder, '--no-pager', ...settingsFor(folder), ...words]
      const how = { cwd: '/', env: ENV, encoding: 'buffer', maxBuffer, timeout: bound('git-ms') } as const
      execFile(git, argv, how, (cause, stdout) => resolve(cause === null ? stdout : null)).stdin?.end()
    })
  const found = await ask(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], 1024)
  const commit = /^([0-9a-f]{40}|[0-9a-f]{64})\n$/.exec(found?.toString('latin1') ?? '')?.[1]
  if (commit === undefined) {
    throw new Failure('target-unknown', `${quote(untrusted(name), 200)} is no commit of this repository`, {
      fix: 'Name the commit that the change would be merged into, and have the checkout bring it along (a shallow one may not).',
    })
  }
  return { read: (file) => readFile(commit, file, ask) }
}

type Ask = (words: readonly string[], maxBuffer: number) => Promise<Buffer | null>

async function readFile(commit: string, path: string, ask: Ask): Promise<Buffer | null> {
  // Of the folder itself git lists what lies in it; and Linux knows no longer path.
  if (path === '.' || Buffer.byteLength(path) > 4096) return null
  const most = bound('config-bytes')
  const unread = (): Failure =>
    new Failure('target-unknown', `git cannot read ${quote(untrusted(path), 300)} of the commit that was named`, {
      fix: 'Fetch that commit whole: `git fetch` without a filter.',
    })
  const listed = await ask(['ls-tree', '-z', '-l', commit, '--', `./${path}`], 64 * 1024)
  if (listed === null) throw unread()
  if (listed.length === 0) return null
  const [, mode, object, size] =
    /^(\d{6}) \w+ ([0-9a-f]{40,64}) +(\d+|-)\t[^\0]*\0$/s.exec(listed.toString('latin1')) ?? []
  if (object === undefined) throw unread()
  if ((mode !== '100644' && mode !== '100755') || Number(size) > most) return null
  const bytes = await ask(['cat-file', 'blob', object], most + 1)
  if (bytes === null || bytes.length !== Number(size)) throw unread()
  return bytes
}
