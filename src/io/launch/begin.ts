// Brings a sandbox up and proves it. What comes out is proven but not yet released: nothing of the server has run.
import { once } from 'node:events'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { diagnose } from '../../core/confine/diagnose.ts'
import type { Plan } from '../../core/confine/plan.ts'
import { judgeReport, portsLine, startCommand } from '../../core/confine/self-test.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Inhabitants } from './limiter.ts'
import { confirmSources, confirmUser, identifySources, inhabitants } from './outside.ts'
import { takeListeners, type Serve } from './listeners.ts'
import { start, type Started } from './spawn.ts'
import type { Life } from './supervise.ts'
import { keepTail } from './tail.ts'
import { isOver } from './tree.ts'
import { callWitness, type Witness } from './witness.ts'

export type Begun = {
  readonly started: Started
  readonly who: Inhabitants
  readonly proofs: readonly string[]
  readonly stderrTail: () => string
  /** Lets the start script become the server. */
  readonly release: () => void
}

/** Whatever goes wrong leaves nothing running. `serve` answers for the hosts that a plan grants. */
export async function begin(plan: Plan, serve?: Serve, onComing?: () => void): Promise<Begun> {
  if (plan.network !== null && serve === undefined) throw new Error('nobody serves the network of this plan')
  const sources = await identifySources(plan)
  const witness = await callWitness(plan)
  let started: Started | undefined
  try {
    started = start(plan, startCommand(plan, witness.targets), dirname(witness.targets.bait))
    if (serve !== undefined) takeListeners(started.child, started.gone, serve)
    // It waits for the end of what it is told, which leaves in the next turns of this thread: until then nobody may keep that busy.
    setImmediate(() => setImmediate(() => onComing?.()))
    const stderrTail = keepTail(started.stderr)
    // From its start on: one that ends before it says anything is heard to end.
    const report = readReport(started)
    started.talk.write(portsLine(await witness.open()))
    const proofs = await prove(await report, { plan, started, witness, stderrTail })
    const initPid = started.initPid()
    if (initPid === null) throw new Failure('confinement-unproven', 'bubblewrap did not tell what it started.')
    const who = await inhabitants(plan, initPid)
    await confirmSources(plan, sources, who.server)
    const user = await confirmUser(plan, who.server)
    const { talk } = started
    return { started, who, proofs: [...proofs, user], stderrTail, release: () => talk.end('go\n') }
  } catch (cause) {
    if (started !== undefined) await killAll(started)
    throw cause
  } finally {
    await witness.close()
  }
}

type Proving = {
  readonly plan: Plan
  readonly started: Started
  readonly witness: Witness
  readonly stderrTail: () => string
}

async function prove(lines: readonly string[] | null, { plan, started, witness, stderrTail }: Proving) {
  if (lines === null) {
    await killAll(started)
    const { code, message, fix } = diagnose(stderrTail(), started.child.exitCode)
    throw new Failure(code, message, { fix })
  }
  await witness.prove()
  const verdict = judgeReport(lines, plan)
  if (verdict.ok) return verdict.proofs
  throw new Failure(verdict.code, verdict.message, verdict.fix === undefined ? {} : { fix: verdict.fix })
}

const MAX_REPORT = 1024 ** 2

/** The lines before `done`, or null when the script never got there. */
function readReport({ talk, child }: Started): Promise<string[] | null> {
  return new Promise((resolve) => {
    let text = ''
    const finish = (lines: string[] | null) => {
      clearTimeout(timer)
      talk.removeAllListeners('data')
      resolve(lines)
    }
    const timer = setTimeout(finish, bound('self-test-ms'), null)
    talk.setEncoding('utf8')
    talk.on('data', (chunk: string) => {
      text += chunk
      if (text.endsWith('\ndone\n')) finish(text.split('\n').slice(0, -2))
      else if (text.length > MAX_REPORT) finish(null)
    })
    talk.once('close', () => finish(null))
    child.once('error', () => finish(null))
  })
}

/** How long after its end a stderr may stay open. */
const LAST_WORDS_MS = 500
/** How long the processes in there may take to die after their sandbox: as long as a machine with more to do lets them wait. */
const DYING_MS = 5_000
const LOOK_MS = 2

/** How it ended; nothing of it runs then, and its stderr is complete. */
export async function ended(started: Started): Promise<{ code: number | null; signal: string | null }> {
  const { child, stderr, gone } = started
  await gone
  if (!stderr.closed) await Promise.race([once(stderr, 'close'), sleep(LAST_WORDS_MS)])
  const init = started.initPid()
  if (init !== null) await died(init)
  return { code: child.exitCode, signal: child.signalCode }
}

async function died(init: number): Promise<void> {
  const late = performance.now() + DYING_MS
  while (!isOver(init) && performance.now() < late) await sleep(LOOK_MS)
}

/** A sandbox as one that is watched over. */
export const lifeOf = (started: Started): Life => ({
  ...started,
  ended: () => ended(started),
  kill: () => killAll(started),
})

const isRunning = ({ child }: Started): boolean =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null

const KILL_MS = 500

/** First the first process inside, whose death the kernel makes the death of all in there; then the sandboxing process. */
export async function killAll(started: Started): Promise<void> {
  if (isRunning(started)) {
    const initPid = started.initPid()
    if (initPid === null) started.child.kill('SIGKILL')
    else kill(initPid)
    const isGone = await Promise.race([ended(started).then(() => true), sleep(KILL_MS, false)])
    if (!isGone) started.child.kill('SIGKILL')
  }
  await ended(started)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause
  }
}
