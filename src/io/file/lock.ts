// One writer at a time, also across processes. A lock of a dead process is taken over, by exactly one of those who wait.
import { readlink, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { claim, isStale, newOwner } from './claim.ts'

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
  const owner = newOwner()
  for (const until = performance.now() + waitMs; ;) {
    if (claimed(path, owner)) return
    const held = await ownerOf(path)
    if (held !== null && isStale(held)) await takeOver(path, held, waitMs)
    else if (performance.now() >= until) throw failed(path, new Error(heldBy(held)))
    else await sleep(RETRY_MS)
  }
}

function claimed(path: string, owner: string): boolean {
  try {
    return claim(path, owner)
  } catch (cause) {
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

const heldBy = (owner: string | null): string =>
  /^\d+(?=:)/.test(owner ?? '') ? `held by process ${(owner ?? '').split(':')[0]}` : 'something else lies in its place'

const failed = (path: string, cause: unknown): Failure =>
  new Failure('disk-failed', `${quote(untrusted(path), 400)} could not be locked (${(cause as Error).message})`, {
    cause,
  })
