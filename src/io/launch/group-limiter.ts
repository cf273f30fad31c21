// Limits by control groups of our own, and the proof that they hold: a process that takes too much must die of it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../../core/model/failure.ts'
import { DEFAULT_LIMITS, type Limits } from '../../core/model/grants.ts'
import { delegatedFolder, holdOf, makeGroup, moveInto, removeGroup, sweepGroups } from './groups.ts'
import type { Hold, Inhabitants, Limiter } from './limiter.ts'

/** A limiter, or why this machine has none of that kind. Safe to print. */
export type Probed = { readonly ok: true; readonly limiter: Limiter } | { readonly ok: false; readonly why: string }

export async function groupLimiter(isFresh: boolean): Promise<Probed> {
  const found = await delegatedFolder()
  return 'why' in found ? { ok: false, why: found.why } : groupLimiterIn(found.folder, isFresh)
}

export async function groupLimiterIn(folder: string, isFresh: boolean): Promise<Probed> {
  const hold = async ({ init, server }: Inhabitants, limits: Limits): Promise<Hold> => {
    const group = await makeGroup(folder, limits)
    try {
      await moveInto(group, [init, server])
    } catch (cause) {
      await removeGroup(group)
      throw cause
    }
    return holdOf(group, limits, () => removeGroup(group))
  }
  await sweepGroups(folder)
  // A group, too: it goes with the kernel that was tried.
  return (await provenOnce(join(folder, 'sallyport-proven'), isFresh, hold))
    ? { ok: true, limiter: { kind: 'cgroup', hold } }
    : { ok: false, why: 'a process that took more memory than its control group allows went on' }
}

/**
 * Tried once for each start of the machine, because the kernel writes a page into its log for every process that it ends so.
 * `mark` lies where only those can write who could as well undo the limits, and is gone when the machine starts again.
 */
export async function provenOnce(mark: string, isFresh: boolean, hold: Limiter['hold']): Promise<boolean> {
  if (!isFresh && (await stat(mark).catch(() => null)) !== null) return true
  if (!(await dies(hold))) return false
  await mkdir(mark).catch(() => undefined)
  return true
}

const HOG_LIMITS: Limits = { ...DEFAULT_LIMITS, memoryBytes: 16 * 1024 ** 2 }
/** Waits for leave, takes four times what it may, and says so if it still can. */
const HOG = 'read -r && printf -v hog %67108864s && echo alive && read -r'
const HOG_MS = 5_000

/** A hog under these limits: nothing else shows that they are more than words in a file. */
async function dies(hold: Limiter['hold']): Promise<boolean> {
  const hog = spawn('bash', ['--norc', '-c', HOG], { cwd: '/', env: { PATH: '/usr/bin:/bin' }, stdio: 'pipe' })
  hog.stdin.on('error', () => undefined)
  const ended = once(hog, 'exit').then(([, signal]) => (signal === 'SIGKILL' ? 'killed' : 'ended'))
  let held: Hold | undefined
  try {
    await once(hog, 'spawn')
    held = await hold({ init: hog.pid!, server: hog.pid! }, HOG_LIMITS)
    hog.stdin.write('\n')
    const said = once(hog.stdout, 'data').then(() => 'alive')
    const end = await Promise.race([ended, said, sleep(HOG_MS, 'silent', { ref: false })])
    return end === 'killed' && (await held.ended()) !== null
  } catch (cause) {
    if (cause instanceof Failure) return false
    throw cause
  } finally {
    hog.kill('SIGKILL')
    await ended.catch(() => undefined)
    await held?.release()
  }
}
