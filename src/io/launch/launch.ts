// Starts a confined server from a plan and stays its supervisor until everything it started is gone.
import type { Readable, Writable } from 'node:stream'
import type { Plan } from '../../core/confine/plan.ts'
import { begin, killAll, lifeOf } from './begin.ts'
import { watchdog, type Hold, type Limiter, type LimiterKind } from './limiter.ts'
import type { Serve } from './listeners.ts'
import { supervise, type Exit, type Supervised } from './supervise.ts'
import { watchFor } from './changes/begin.ts'
import type { Changes } from './changes/watch.ts'

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
  /** The limit at which it is being stopped, also before all of it is gone. Left out by who has no limits. */
  readonly stoppedAt?: Supervised['stoppedAt']
  /** What it changes in the folders that it may write to; nothing where there are none. */
  readonly changes?: Changes | null
}

/** What is known when the sandbox is proven and the server has not started. */
export type Proven = {
  readonly pid: number
  readonly proofs: readonly string[]
  /** What holds it to its limits; `none`: it runs elsewhere. */
  readonly limits: LimiterKind | 'none'
  /** How changes in the folders that it may write to are watched; null where there are none. */
  readonly changes: string | null
}

export type LaunchParts = {
  /** Has the last word between the proof of the sandbox and the start of the server. */
  readonly mayStart?: ((proven: Proven) => Promise<void>) | undefined
  /** For plans that grant hosts: serves the sandbox's own network. */
  readonly serve?: Serve
  readonly limiter?: Limiter | Promise<Limiter>
  /** Called once its first process was started. */
  readonly onComing?: () => void
}

/** Resolves once the sandbox is proven and the server runs in it. Whatever goes wrong before leaves nothing running. */
export async function launch(
  plan: Plan,
  { mayStart, serve, limiter = watchdog, onComing }: LaunchParts = {},
): Promise<Confined> {
  // Beside everything else: it takes as long as the sandbox does.
  const watch = await watchFor(plan)
  const { started, who, proofs, stderrTail, release } = await begin(plan, serve, onComing).catch(
    async (cause: unknown) => {
      await watch?.end()
      throw cause
    },
  )
  let hold: Hold | undefined
  try {
    const { kind, hold: take } = await limiter
    hold = await take(who, plan.limits)
    const changes = (await watch?.over(who.init)) ?? null
    await mayStart?.({ pid: who.server, proofs, limits: kind, changes })
  } catch (cause) {
    await killAll(started)
    await Promise.all([hold?.release(), watch?.end()])
    throw cause
  }
  const supervised = supervise(lifeOf(started), plan.limits, hold, watch)
  watch?.released()
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
