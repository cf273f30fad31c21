// Limits by a transient scope of systemd: where it rules the control groups, it is asked to make one around our processes.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { groupFiles, killedFor } from '../../core/confine/group.ts'
import type { Limits } from '../../core/model/grants.ts'
import { provenOnce, type Probed } from './group-limiter.ts'
import { confirmGroup, groupOf, holdOf, moveInto, unheld } from './groups.ts'
import { findProgram } from './host.ts'
import type { Hold, Inhabitants } from './limiter.ts'

const MANAGER = ['org.freedesktop.systemd1', '/org/freedesktop/systemd1', 'org.freedesktop.systemd1.Manager'] as const
const CALL_MS = 5_000
const run = promisify(execFile)

/** As root the manager of the machine is asked, as an ordinary user the user's own. */
export async function scopeLimiter(isFresh: boolean): Promise<Probed> {
  if ((await stat('/run/systemd/system').catch(() => null)) === null) return { ok: false, why: 'systemd does not run' }
  const busctl = await findProgram('busctl')
  if (busctl === null) return { ok: false, why: 'busctl, which belongs to systemd, is not installed' }
  const uid = process.getuid?.() ?? -1
  const env = { XDG_RUNTIME_DIR: `/run/user/${uid}` }
  const call = async (method: string, ...words: string[]): Promise<void> => {
    const whose = uid === 0 ? '--system' : '--user'
    await run(busctl, [whose, '--quiet', 'call', ...MANAGER, method, ...words], { env, timeout: CALL_MS })
  }
  const property = async (unit: string, of: string, name: string): Promise<string> => {
    const whose = uid === 0 ? '--system' : '--user'
    const where = [MANAGER[0], pathOf(unit), `${MANAGER[0]}.${of}`, name]
    const { stdout } = await run(busctl, [whose, 'get-property', ...where], { env, timeout: CALL_MS })
    return stdout
  }
  /** The group of a scope goes with its last process, and with it what the kernel noted there: systemd has read it before. */
  const wasKilled = async (unit: string): Promise<boolean> => {
    for (const until = performance.now() + CALL_MS; performance.now() < until; await sleep(20)) {
      if ((await property(unit, 'Scope', 'Result')).includes('oom-kill')) return true
      if (/"(?:inactive|failed)"/.test(await property(unit, 'Unit', 'ActiveState'))) return false
    }
    return false
  }
  const hold = async ({ init, server }: Inhabitants, limits: Limits): Promise<Hold> => {
    const unit = `sallyport-${process.pid}-${randomBytes(6).toString('hex')}.scope`
    const pids = [...new Set([init, server])]
    await call('StartTransientUnit', 'ssa(sv)a(sa(sv))', unit, 'fail', ...properties(pids, limits), '0').catch(
      (cause: unknown) => {
        throw unheld(cause)
      },
    )
    const end = async (): Promise<void> => {
      await call('StopUnit', 'ss', unit, 'fail').catch(() => undefined) // It ends with its last process.
      await call('ResetFailedUnit', 's', unit).catch(() => undefined) // So it is only where the kernel ended one.
    }
    try {
      const group = await groupNamed(unit, server)
      await confirmGroup(group, limits)
      await moveInto(group, pids)
      const held = holdOf(group, limits, end)
      const ended: Hold['ended'] = async () => {
        const noted = held.ended()
        if (noted !== null || existsSync(group)) return noted
        return (await wasKilled(unit).catch(() => false)) ? killedFor('oom_kill 1', limits) : null
      }
      return { ...held, ended }
    } catch (cause) {
      await end()
      throw cause
    }
  }
  const mark = join(uid === 0 ? '/run' : env.XDG_RUNTIME_DIR, 'sallyport-scopes-proven')
  return (await provenOnce(mark, isFresh, hold))
    ? { ok: true, limiter: { kind: 'systemd-scope', hold } }
    : { ok: false, why: 'systemd makes no scope here whose limits hold' }
}

/** As systemd writes the name of a unit into a path of its bus: what is no letter and no digit by its code. */
const pathOf = (unit: string): string =>
  `${MANAGER[1]}/unit/${unit.replace(/[^A-Za-z0-9]/g, (sign) => `_${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)}`

/** Name, type and value of each, as busctl wants them. */
function properties(pids: readonly number[], limits: Limits): string[] {
  const files = groupFiles(limits)
  const microseconds = Number(files['cpu.max'].split(' ')[0]) * 10
  const list = [
    ['PIDs', 'au', String(pids.length), ...pids.map(String)],
    ['MemoryMax', 't', files['memory.max']],
    ['MemorySwapMax', 't', files['memory.swap.max']],
    ['TasksMax', 't', files['pids.max']],
    ['CPUQuotaPerSecUSec', 't', String(microseconds)],
  ]
  return [String(list.length), ...list.flat()]
}

/** systemd answers before it has done it. */
async function groupNamed(unit: string, pid: number): Promise<string> {
  for (const until = performance.now() + CALL_MS; performance.now() < until; await sleep(5)) {
    const group = await groupOf(pid)
    if (group?.endsWith(`/${unit}`) === true) return group
  }
  throw unheld()
}
