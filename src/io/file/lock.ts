// One writer at a time, also across processes. A lock of a dead process is taken over, by exactly one of those who wait.
// The lock is a link that points nowhere: link and content appear in one step, so that no lock is ever without its owner.
import { randomBytes } from 'node:crypto'
import { mkdir, readlink, rm, symlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { isAlive, markOf } from './alive.ts'

const RETRY_MS = 20

/** Runs `work` while holding `path` as an exclusive lock. Gives up after `waitMs`. Not for use inside itself. */
export async function withLock<T>(path: string, work: () => Promise<T>, waitMs = 10_000): Promise<T> {
  await acquire(path, waitMs)
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function acquire(path: string, waitMs: number): Promise<void> {
  const { pid, start } = markOf(process.pid)
  const owner = `${pid}:${start}:${randomBytes(8).toString('hex')}`
  for (const until = performance.now() + waitMs; ;) {
    if (await claim(path, owner)) return
    const held = await ownerOf(path)
    if (held !== null && isStale(held)) await takeOver(path, held, waitMs)
    else if (performance.now() >= until) throw failed(path, new Error(heldBy(held)))
    else await sleep(RETRY_MS)
  }
}

async function claim(path: string, owner: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await symlink(owner, path)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw failed(path, cause)
  }
}

/**
 * Removes exactly the stale lock that was seen. Two that saw it must not both remove: the second would remove the fresh lock
 * of the first. So removing has a lock of its own, and looks again under it. The owner is dead and every other remover waits
 * here, so what is seen now cannot change before it is removed.
 */
async function takeOver(path: string, seen: string, waitMs: number): Promise<void> {
  await withLock(
    `${path}.takeover`,
    async () => {
      if ((await ownerOf(path)) === seen) await rm(path, { force: true })
    },
    waitMs,
  )
}

/** Null when there is no lock any more; empty when something else lies there, which is nobody's and never stale. */
async function ownerOf(path: string): Promise<string | null> {
  try {
    return await readlink(path)
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ENOENT' ? null : ''
  }
}

function isStale(owner: string): boolean {
  const [, pid, start] = /^(\d{1,10}):(\d*):[0-9a-f]{16}$/.exec(owner) ?? []
  return pid !== undefined && !isAlive({ pid: Number(pid), start: start ?? '' })
}

const heldBy = (owner: string | null): string =>
  /^\d+(?=:)/.test(owner ?? '') ? `held by process ${(owner ?? '').split(':')[0]}` : 'something else lies in its place'

const failed = (path: string, cause: unknown): Failure =>
  new Failure('disk-failed', `${quote(untrusted(path), 400)} could not be locked (${(cause as Error).message})`, {
    cause,
  })
