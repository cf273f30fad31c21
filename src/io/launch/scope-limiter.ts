// Limits by a transient scope of systemd: where it rules the control groups, it is asked to make one around our processes.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { groupFiles } from '../../core/confine/group.ts'
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
  const hold = async ({ init, server }: Inhabitants, limits: Limits): Promise<Hold> => {
    const unit = `sallyport-${process.pid}-${randomBytes(6).toString('hex')}.scope`
    const pids = [...new Set([init, server])]
    await call('StartTransientUnit', 'ssa(sv)a(sa(sv))', unit, 'fail', ...properties(pids, limits), '0').catch(
      (cause: unknown) => {
        throw unheld(cause)
      },
    )
    const end = () => call('StopUnit', 'ss', unit, 'fail').catch(() => undefined) // It ends with its last process.
    try {
      const group = await groupNamed(unit, server)
      await confirmGroup(group, limits)
      await moveInto(group, pids)
      return holdOf(group, limits, end)
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
    ['CollectMode', 's', 'inactive-or-failed'],
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
