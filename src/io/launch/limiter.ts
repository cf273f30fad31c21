// How the limits of a server are held: one kind for each means that a machine may have. The last kind needs nothing.
import type { Exceeded } from '../../core/confine/limits.ts'
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
  hold: async ({ init }, { memoryBytes }) => ({
    gauge: treeGauge(init, memoryBytes),
    ended: () => null,
    release: async () => undefined,
  }),
}
