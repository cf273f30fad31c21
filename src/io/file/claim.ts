// The one step by which a lock is taken. A lock is a link that points nowhere: link and content appear at once, so that no lock is ever
// without its owner.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { isAlive, markOf } from './alive.ts'

/** This process, and the moment: one that asks twice is two owners. */
export function newOwner(): string {
  const { pid, start } = markOf(process.pid)
  return `${pid}:${start}:${process.hrtime.bigint().toString(16).padStart(16, '0').slice(-16)}`
}

const OWNER = /^(\d{1,10}):(\d*):[0-9a-f]{16}$/

/** Whether this was said by a process that is gone. What is no owner of ours is nobody's and never stale. */
export function isStale(owner: string): boolean {
  const [, pid, start] = OWNER.exec(owner) ?? []
  return pid !== undefined && !isAlive({ pid: Number(pid), start: start ?? '' })
}

/** Whether it is ours now. Throws what the system says of it unless somebody has it. */
export function claim(path: string, owner: string): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    symlinkSync(owner, path)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw cause
  }
}

export const giveBack = (path: string): void => rmSync(path, { force: true })
