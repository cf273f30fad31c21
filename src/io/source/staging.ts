// A folder to build something in before it enters the store. After a kill it is all that is left, and the next one sweeps it.
import { randomBytes } from 'node:crypto'
import { lchown, lstat, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { discard } from './entry.ts'
import { doingLater } from './walk.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** Runs `work` in a fresh private folder that belongs to `owner`, and removes it whatever happens. */
export async function withStaging<T>(
  store: string,
  owner: { readonly uid: number; readonly gid: number } | null,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  return await doingLater(store, async () => {
    const all = join(store, 'staging')
    await mkdir(all, { recursive: true, mode: 0o700 })
    await sweep(all)
    const folder = join(all, `${process.pid}-${randomBytes(6).toString('hex')}`)
    await mkdir(folder, { mode: 0o700 })
    try {
      if (owner !== null) await lchown(folder, owner.uid, owner.gid)
      return await work(folder)
    } finally {
      await discard(folder)
    }
  })
}

/** A process number may be in use again, so that age counts too. */
async function sweep(all: string): Promise<void> {
  for (const name of await readdir(all)) {
    const path = join(all, name)
    const stat = await lstat(path).catch(() => null)
    if (stat === null) continue
    if (!isAlive(Number(name.split('-')[0])) || Date.now() - stat.mtimeMs > DAY_MS) await discard(path)
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
