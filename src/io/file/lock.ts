// One writer at a time, also across processes. A lock of a dead process is taken over.
import { open, readFile, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'

const RETRY_MS = 20

/** Runs `work` while holding `path` as an exclusive lock file. Gives up after `waitMs`. */
export async function withLock<T>(path: string, work: () => Promise<T>, waitMs = 10_000): Promise<T> {
  await acquire(path, waitMs)
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function acquire(path: string, waitMs: number): Promise<void> {
  for (let waited = 0; ; waited += RETRY_MS) {
    try {
      const file = await open(path, 'wx', 0o600)
      await file.writeFile(String(process.pid))
      await file.close()
      return
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw failed(path, cause)
    }
    if (await isStale(path)) await rm(path, { force: true })
    else if (waited >= waitMs) throw failed(path, new Error('held by another process'))
    else await sleep(RETRY_MS)
  }
}

async function isStale(path: string): Promise<boolean> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''))
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

const failed = (path: string, cause: unknown): Failure =>
  new Failure('disk-failed', `${quote(untrusted(path), 400)} could not be locked (${(cause as Error).message})`, {
    cause,
  })
