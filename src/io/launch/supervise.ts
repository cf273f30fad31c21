// Watches over a running server of any backend: its limits, its time, its end, and why it ended.
import { constants } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Exceeded, LimitName } from '../../core/confine/limits.ts'
import { bound } from '../../core/model/bounds.ts'
import type { Limits } from '../../core/model/grants.ts'
import type { Changes, ChangeWatch } from './changes/watch.ts'
import type { Hold } from './limiter.ts'
import type { Started } from './spawn.ts'
import { watchUsage, type Watch } from './watch.ts'

export type Exit = {
  readonly code: number | null
  readonly signal: string | null
  readonly reason: string
  /** The limit at which it was stopped; null where it ended otherwise. */
  readonly limit: LimitName | null
}

const LONGEST_TIMER_MS = 2 ** 31 - 1
/** How a shell and bubblewrap tell that SIGXFSZ ended a program. */
const FILE_TOO_LONG = 128 + constants.signals.SIGXFSZ

/** What a backend has started, and how it ends it. */
export type Life = Pick<Started, 'child' | 'stdin' | 'stdout' | 'stderr'> & {
  /** Settles with the way it ended; its stderr is then complete. */
  readonly ended: () => Promise<{ readonly code: number | null; readonly signal: string | null }>
  /** Ends it and everything that it started. */
  readonly kill: () => Promise<void>
}

export type Supervised = {
  readonly exited: Promise<Exit>
  /** Ends the server and everything it started; resolves when all of it is gone. */
  readonly stop: (reason: string) => Promise<void>
  /** The limit at which it is being stopped, also before all of it is gone; null while none was reached. */
  readonly stoppedAt: () => Exceeded | null
  /** What it changes in the folders that it may write to; null where there are none. */
  readonly changes: Changes | null
}

/** `changes` is the watch over the folders that it may write to, where there are any. */
export function supervise(life: Life, limits: Limits, hold: Hold, changes: ChangeWatch | null): Supervised {
  const { wallMs } = limits
  let why: Pick<Exit, 'reason' | 'limit'> | null = null
  const isRunning = (): boolean => life.child.exitCode === null && life.child.signalCode === null
  const exceeded = ({ limit, words }: Exceeded): void => {
    if (isRunning()) why ??= { reason: words, limit }
    void life.kill()
  }
  const watch = watchUsage(life, limits, hold.gauge, exceeded)
  const exited = life.ended().then(async ({ code, signal }): Promise<Exit> => {
    clearTimeout(timer)
    watch.end()
    // Also where it had gone before we could end it: what it did is the same.
    const changed = (await changes?.verdict()) ?? null
    const end = changed === null ? (why ?? causeOf(code, await hold.ended(), watch)) : causeOf(code, changed, watch)
    await Promise.all([hold.release(), changes?.end()])
    return { code, signal, ...end }
  })
  const stop = async (reason: string): Promise<void> => {
    if (isRunning()) why ??= { reason, limit: null }
    life.stdin.end()
    const grace = new AbortController()
    const patience = sleep(bound('stop-grace-ms'), undefined, { signal: grace.signal }).catch(() => undefined)
    await Promise.race([exited, patience])
    grace.abort()
    await life.kill()
    await exited
  }
  void changes?.lost.then(() => {
    if (isRunning()) why ??= { reason: 'what watched its changes has ended', limit: null }
    void life.kill()
  })
  const onTime = () => exceeded({ limit: 'time', words: `the time limit of ${wallMs} ms was reached` })
  const timer = wallMs === null ? undefined : setTimeout(onTime, Math.min(wallMs, LONGEST_TIMER_MS)).unref()
  const stoppedAt = (): Exceeded | null => (why?.limit == null ? null : { limit: why.limit, words: why.reason })
  return { exited, stop, stoppedAt, changes }
}

/** Why it ended, when it was not ended from here. */
function causeOf(code: number | null, elsewhere: Exceeded | null, watch: Watch): Pick<Exit, 'reason' | 'limit'> {
  if (elsewhere !== null) return { reason: elsewhere.words, limit: elsewhere.limit }
  if (code === FILE_TOO_LONG) return { reason: 'it made a file longer than is allowed', limit: 'file size' }
  if (code !== 0 && watch.wasFull()) return { reason: 'it ended at its limit of memory', limit: 'memory' }
  return { reason: 'the server ended by itself', limit: null }
}
