// Starts a confined server from a plan and stays its supervisor until everything it started is gone.
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Exceeded, LimitName } from '../../core/confine/limits.ts'
import type { Plan } from '../../core/confine/plan.ts'
import { bound } from '../../core/model/bounds.ts'
import { begin, ended, killAll } from './begin.ts'
import { watchdog, type Hold, type Limiter, type LimiterKind } from './limiter.ts'
import type { Serve } from './listeners.ts'
import type { Started } from './spawn.ts'
import { watchUsage, type Watch } from './watch.ts'

export type Exit = {
  readonly code: number | null
  readonly signal: string | null
  readonly reason: string
  /** The limit at which it was stopped; null where it ended otherwise. */
  readonly limit: LimitName | null
}
export type Confined = {
  /** Host pid of the server. */
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  /** Already being read for its tail: who also listens from the start misses nothing. */
  readonly stderr: Readable
  readonly stderrTail: () => string
  /** What the self-test showed, for the evidence log. */
  readonly proofs: readonly string[]
  readonly exited: Promise<Exit>
  /** Ends the server and everything it started; resolves when all of it is gone. */
  readonly stop: (reason: string) => Promise<void>
}

/** What is known when the sandbox is proven and the server has not started. `limits` is what holds it to them. */
export type Proven = { readonly pid: number; readonly proofs: readonly string[]; readonly limits: LimiterKind }

export type LaunchParts = {
  /** Has the last word between the proof of the sandbox and the start of the server. */
  readonly mayStart?: ((proven: Proven) => Promise<void>) | undefined
  /** For plans that grant hosts: serves the sandbox's own network. */
  readonly serve?: Serve
  readonly limiter?: Limiter | Promise<Limiter>
}

/** Resolves once the sandbox is proven and the server runs in it. Whatever goes wrong before leaves nothing running. */
export async function launch(plan: Plan, { mayStart, serve, limiter = watchdog }: LaunchParts = {}): Promise<Confined> {
  const { started, who, proofs, stderrTail, release } = await begin(plan, serve)
  let hold: Hold | undefined
  try {
    const { kind, hold: take } = await limiter
    hold = await take(who, plan.limits)
    await mayStart?.({ pid: who.server, proofs, limits: kind })
  } catch (cause) {
    await killAll(started)
    await hold?.release()
    throw cause
  }
  const supervised = supervise(plan, started, hold)
  release()
  return {
    pid: who.server,
    stdin: started.stdin,
    stdout: started.stdout,
    stderr: started.stderr,
    stderrTail,
    proofs,
    ...supervised,
  }
}

const LONGEST_TIMER_MS = 2 ** 31 - 1
/** How a shell and bubblewrap tell that SIGXFSZ ended a program. */
const FILE_TOO_LONG = 128 + constants.signals.SIGXFSZ

/** Watches its limits, and ends all that was started. */
export function supervise({ limits }: Plan, started: Started, hold: Hold): Pick<Confined, 'exited' | 'stop'> {
  const { wallMs } = limits
  let why: Pick<Exit, 'reason' | 'limit'> | null = null
  const isRunning = (): boolean => started.child.exitCode === null && started.child.signalCode === null
  const exceeded = ({ limit, words }: Exceeded): void => {
    if (isRunning()) why ??= { reason: words, limit }
    void killAll(started)
  }
  const watch = watchUsage(started, limits, hold.gauge, exceeded)
  const exited = ended(started).then(async ({ code, signal }): Promise<Exit> => {
    clearTimeout(timer)
    watch.end()
    const end = why ?? causeOf(code, hold.ended(), watch)
    await hold.release()
    return { code, signal, ...end }
  })
  const stop = async (reason: string): Promise<void> => {
    if (isRunning()) why ??= { reason, limit: null }
    started.stdin.end()
    const grace = new AbortController()
    const patience = sleep(bound('stop-grace-ms'), undefined, { signal: grace.signal }).catch(() => undefined)
    await Promise.race([exited, patience])
    grace.abort()
    await killAll(started)
    await exited
  }
  const onTime = () => exceeded({ limit: 'time', words: `the time limit of ${wallMs} ms was reached` })
  const timer = wallMs === null ? undefined : setTimeout(onTime, Math.min(wallMs, LONGEST_TIMER_MS)).unref()
  return { exited, stop }
}

/** Why it ended, when it was not us who ended it. */
function causeOf(code: number | null, byKernel: Exceeded | null, watch: Watch): Pick<Exit, 'reason' | 'limit'> {
  if (byKernel !== null) return { reason: byKernel.words, limit: byKernel.limit }
  if (code === FILE_TOO_LONG) return { reason: 'it made a file longer than is allowed', limit: 'file size' }
  if (code !== 0 && watch.wasFull()) return { reason: 'it ended at its limit of memory', limit: 'memory' }
  return { reason: 'the server ended by itself', limit: null }
}
