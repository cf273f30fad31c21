// Starts a confined server from a plan and stays its supervisor until everything it started is gone.
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Plan } from '../../core/confine/plan.ts'
import { bound } from '../../core/model/bounds.ts'
import { begin, ended, killAll } from './begin.ts'
import type { Serve } from './listeners.ts'
import type { Started } from './spawn.ts'

export type Exit = { readonly code: number | null; readonly signal: string | null; readonly reason: string }
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

/** What is known when the sandbox is proven and the server has not started. */
export type Proven = { readonly pid: number; readonly proofs: readonly string[] }

/**
 * Resolves once the sandbox is proven and the server runs in it; `mayStart` has the last word between the two. Whatever goes
 * wrong before leaves nothing running. `serve` is for plans that grant hosts: it serves the sandbox's own network.
 */
export async function launch(
  plan: Plan,
  mayStart: (proven: Proven) => Promise<void> = always,
  serve?: Serve,
): Promise<Confined> {
  const { started, pid, proofs, stderrTail, release } = await begin(plan, serve)
  try {
    await mayStart({ pid, proofs })
  } catch (cause) {
    await killAll(started)
    throw cause
  }
  const supervised = supervise(plan, started)
  release()
  return {
    pid,
    stdin: started.stdin,
    stdout: started.stdout,
    stderr: started.stderr,
    stderrTail,
    proofs,
    ...supervised,
  }
}

const always = async (): Promise<void> => undefined

const LONGEST_TIMER_MS = 2 ** 31 - 1

function supervise({ limits: { wallMs } }: Plan, started: Started): Pick<Confined, 'exited' | 'stop'> {
  let reason = 'the server ended by itself'
  const exited = ended(started).then(({ code, signal }): Exit => {
    clearTimeout(timer)
    return { code, signal, reason }
  })
  const stop = async (why: string): Promise<void> => {
    if (started.child.exitCode === null && started.child.signalCode === null) reason = why
    started.stdin.end()
    const grace = new AbortController()
    const patience = sleep(bound('stop-grace-ms'), undefined, { signal: grace.signal }).catch(() => undefined)
    await Promise.race([exited, patience])
    grace.abort()
    await killAll(started)
    await exited
  }
  const onTime = () => void stop(`the time limit of ${wallMs} ms was reached`)
  const timer = wallMs === null ? undefined : setTimeout(onTime, Math.min(wallMs, LONGEST_TIMER_MS)).unref()
  return { exited, stop }
}
