// A folder to build something in before it enters the store. After a kill it is all that is left, and the next one sweeps it.
import { randomBytes } from 'node:crypto'
import { lchown, lstat, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DAY_MS } from '../../core/model/day.ts'
import { isAlive } from '../file/alive.ts'
import { discard } from './entry.ts'
import { doingLater } from './walk.ts'

/** Runs `work` in a fresh private folder that belongs to `owner`, and removes it whatever happens. */
export async function withStaging<T>(
  store: string,
  owner: { readonly uid: number; readonly gid: number } | null,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  return await doingLater(store, async () => {
    const all = join(store, 'staging')
    await mkdir(all, { recursive: true, mode: 0o700 })
    await sweepStaging(store)
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

/** What killed processes left, and what is a day old: a process number may be in use again. Says how many folders. */
export async function sweepStaging(store: string): Promise<number> {
  const all = join(store, 'staging')
  let swept = 0
  for (const name of await readdir(all).catch(() => [])) {
    const path = join(all, name)
    const stat = await lstat(path).catch(() => null)
    if (stat === null) continue
    const owner = { pid: Number(name.split('-')[0]), start: '' }
    if (isAlive(owner) && Date.now() - stat.mtimeMs <= DAY_MS) continue
    await discard(path)
    swept += 1
  }
  return swept
}
