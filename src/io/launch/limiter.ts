// How the limits of a server are held: one kind for each means that a machine may have. The last kind needs nothing.
import { writeFile } from 'node:fs/promises'
import type { Exceeded } from '../../core/confine/limits.ts'
import { INSIDE } from '../../core/confine/plan.ts'
import type { Limits } from '../../core/model/grants.ts'
import { treeGauge, type Gauge } from './tree.ts'

/** Host pids of a proven sandbox before the server runs: its first process, and the one that becomes the server. */
export type Inhabitants = { readonly init: number; readonly server: number }

export type Hold = {
  readonly gauge: Gauge
  /** What the kernel ended, when it did so by itself; null when it did not. */
  readonly ended: () => Exceeded | null | Promise<Exceeded | null>
  /** Takes away what was made for this server, once nothing of it runs. */
  readonly release: () => Promise<void>
}

export type LimiterKind = 'cgroup' | 'systemd-scope' | 'watchdog'
export type Limiter = {
  readonly kind: LimiterKind
  /** Takes a sandbox under its limits; throws a Failure when it cannot show that they hold. */
  readonly hold: (who: Inhabitants, limits: Limits) => Promise<Hold>
}

/** Per-process limits of the kernel, set by the start script, and we who look at the sum. */
export const watchdog: Limiter = {
  kind: 'watchdog',
  hold: async ({ init, server }, { memoryBytes }) => {
    await Promise.all([init, server].map(goesFirst))
    return {
      gauge: treeGauge(init, memoryBytes, ['/tmp', INSIDE.home, '/dev/shm']),
      ended: () => null,
      release: async () => undefined,
    }
  },
}

/**
 * Some of what a server holds is counted to none of its processes. Where that leaves the machine without memory, the kernel ends the
 * server before anything else (proc_pid_oom_score_adj(5)); what it starts inherits that, and in there nobody can write it.
 */
const goesFirst = (pid: number): Promise<void> => writeFile(`/proc/${pid}/oom_score_adj`, '1000').catch(() => undefined)
