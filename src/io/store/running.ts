// Which guards run on this machine: each keeps a small file while it lives, so that status, quarantine and remove can look.
import { randomBytes } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { isAlive, markOf, type ProcessMark } from '../file/alive.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'

export type Running = {
  /** The approved name, or `once:DIGEST`. */
  readonly name: string
  readonly startedAt: string
  readonly guard: ProcessMark
  readonly server: ProcessMark
  /**
   * guarded: both live. ending: the server is dead and its guard says so to the client. orphan: the guard is dead and its
   * server is not, which must never last. gone: both are dead.
   */
  readonly state: 'guarded' | 'ending' | 'orphan' | 'gone'
}

export const runningFolder = (stateFolder: string): string => join(stateFolder, 'running')

/** Says that this process guards a server. The returned function takes the word back; it may be called twice. */
export async function announce(stateFolder: string, name: string, serverPid: number): Promise<() => Promise<void>> {
  const path = join(runningFolder(stateFolder), `${process.pid}-${randomBytes(6).toString('hex')}.json`)
  const said: Said = {
    name,
    startedAt: new Date().toISOString(),
    guard: markOf(process.pid),
    server: markOf(serverPid),
  }
  await replaceFile(path, `${JSON.stringify(said)}\n`)
  return () => rm(path, { force: true })
}

/** Every guard that said it runs, also those that died without taking it back. */
export async function listRunning(stateFolder: string): Promise<readonly Running[]> {
  return (await readAll(stateFolder)).map(({ running }) => running)
}

/** Removes what dead guards left behind when their server is dead too, and says how many. */
export async function forgetGone(stateFolder: string): Promise<number> {
  const gone = (await readAll(stateFolder)).filter(({ running }) => running.state === 'gone')
  for (const { path } of gone) await rm(path, { force: true })
  return gone.length
}

type Said = Omit<Running, 'state'>

async function readAll(stateFolder: string): Promise<readonly { readonly path: string; readonly running: Running }[]> {
  const folder = runningFolder(stateFolder)
  const found = []
  for (const name of (await namesIn(folder)).filter((name) => name.endsWith('.json'))) {
    const path = join(folder, name)
    const bytes = await readBounded(path, { maxBytes: 16 * 1024, code: 'state-unsafe' })
    // Null: taken back since the folder was listed.
    if (bytes !== null) found.push({ path, running: withState(parse(bytes, path)) })
  }
  return found
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    throw new Failure('disk-failed', `${quote(untrusted(folder), 400)} could not be listed (${code})`, { cause })
  }
}

function withState(said: Said): Running {
  const [isGuardAlive, isServerAlive] = [isAlive(said.guard), isAlive(said.server)]
  const state = isGuardAlive ? (isServerAlive ? 'guarded' : 'ending') : isServerAlive ? 'orphan' : 'gone'
  return { ...said, state }
}

function parse(bytes: Buffer, path: string): Said {
  try {
    const { name, startedAt, guard, server } = JSON.parse(bytes.toString('utf8')) as Said
    if (typeof name === 'string' && typeof startedAt === 'string' && isMark(guard) && isMark(server)) {
      return { name, startedAt, guard, server }
    }
  } catch {
    // Said below.
  }
  const shown = quote(untrusted(path), 400)
  throw new Failure('state-unsafe', `${shown} line 1: does not say which guard runs`, {
    fix: `Stop the servers that run, then remove ${shown}.`,
  })
}

const isMark = (mark: ProcessMark): boolean =>
  Number.isSafeInteger(mark.pid) && mark.pid > 0 && typeof mark.start === 'string'
