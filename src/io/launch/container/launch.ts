// Starts a server in a container: made, held before its first instruction, proven from outside, and only then let go.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { judgeContainer } from '../../../core/confine/container/judge.ts'
import type { ContainerPlan } from '../../../core/confine/container/plan.ts'
import type { Exceeded } from '../../../core/confine/limits.ts'
import { Failure } from '../../../core/model/failure.ts'
import { watchFor } from '../changes/begin.ts'
import type { ChangeWatch } from '../changes/watch.ts'
import type { Confined, LaunchParts } from '../launch.ts'
import type { Serve } from '../listeners.ts'
import { confirmSources, identifySources } from '../outside.ts'
import { supervise } from '../supervise.ts'
import { keepTail } from '../tail.ts'
import { treeGauge } from '../tree.ts'
import { askEngine, engineEnv, type Engine } from './engine.ts'
import { GUARD_LABEL, guardLabel, hireUndertaker, sweepContainers, type Undertaker } from './end.ts'
import { factsOf } from './facts.ts'
import { withFiles } from './files.ts'
import { openNetwork } from './network.ts'
import { narrowedProfile } from './profile.ts'

/**
 * Resolves once the container is proven and the server runs in it. Whatever goes wrong before leaves nothing behind. `serve`
 * answers for the hosts that a plan grants.
 */
export async function launchContainer(
  plan: ContainerPlan,
  { mayStart, serve }: Pick<LaunchParts, 'mayStart' | 'serve'> = {},
): Promise<Confined> {
  const engine = { program: plan.engine, home: plan.home }
  const name = newName()
  const swept = sweepContainers(engine)
  const undertaker = hireUndertaker(engine, plan.bash, name)
  const { promise: gone, resolve: over } = Promise.withResolvers<void>()
  const watch = await watchFor(plan)
  try {
    const { pid, proofs: shown } = await prove(plan, engine, name)
    const proofs = [...shown, ...(await reached(plan, pid, gone, serve))]
    const changes = (await watch?.over(pid)) ?? null
    await mayStart?.({ pid, proofs, limits: 'cgroup', changes })
    await swept
    const confined = attach(plan, engine, { name, pid, proofs, undertaker, watch })
    void confined.exited.finally(over).catch(() => undefined)
    return confined
  } catch (cause) {
    over()
    await Promise.all([undertaker.end(), swept, watch?.end()])
    throw cause
  }
}

/** After the proof: into a network that is not the container's own nothing is opened. */
async function reached(
  { network }: ContainerPlan,
  pid: number,
  gone: Promise<void>,
  serve: Serve | undefined,
): Promise<readonly string[]> {
  if (network === null) return []
  if (serve === undefined) throw new Error('nobody serves the network of this plan')
  const opened = await openNetwork(pid, { network, gone, serve })
  if (!opened.ok) throw unproven(opened.why)
  return opened.proofs
}

export const newName = (): string => `sallyport-${randomBytes(8).toString('hex')}`

const PROFILE = 'seccomp.json'

type Proof = { readonly pid: number; readonly proofs: readonly string[] }

/** The engine brings everything up but the program itself: what is seen then is what the server will be in. */
export async function prove(
  plan: ContainerPlan,
  engine: Engine,
  name: string,
  from: readonly string[] = [plan.image],
): Promise<Proof> {
  const sources = await identifySources(plan)
  const labels = ['--name', name, '--label', `${GUARD_LABEL}=${guardLabel()}`]
  const names = plan.network?.files ?? {}
  await withFiles({ [PROFILE]: await narrowedProfile(plan.binds.length === 0), ...names }, async (pathOf) => {
    // Before all others, so that what the plan says last holds.
    const filter = `--security-opt=seccomp=${pathOf(PROFILE)}`
    const mounts = Object.keys(names).map(
      (dest) => `--mount=type=bind,source=${pathOf(dest)},destination=${dest},ro=true`,
    )
    const words = ['create', ...labels, filter, ...plan.options, ...mounts, ...from, ...plan.args]
    await askEngine(engine, words, plan.env)
    await askEngine(engine, ['init', name])
  })
  const said = await askEngine(engine, ['inspect', '--type', 'container', '--format', '{{.State.Pid}}', name])
  const pid = Number(said.trim())
  if (!Number.isSafeInteger(pid) || pid <= 1) throw unproven('podman did not tell what it started')
  const verdict = judgeContainer(await factsOf(pid), plan)
  if (!verdict.ok) throw unproven(verdict.why)
  await confirmSources(plan, sources, pid)
  return { pid, proofs: verdict.proofs }
}

const unproven = (why: string): Failure =>
  new Failure('confinement-unproven', `The container is not what was asked for: ${why}. Nothing was started.`, {
    fix: 'Run Sallyport as root, or on a machine where podman may set limits for ordinary users (control groups version 2).',
  })

type Held = {
  readonly name: string
  readonly pid: number
  readonly proofs: readonly string[]
  readonly undertaker: Undertaker
  readonly watch: ChangeWatch | null
}

/** How an engine tells that SIGKILL ended a program. */
const KILLED = 137
const LAST_WORDS_MS = 500

function attach(plan: ContainerPlan, engine: Engine, { name, pid, proofs, undertaker, watch }: Held): Confined {
  watch?.released()
  const child = spawn(engine.program, ['start', '--attach', '--interactive', name], {
    cwd: '/',
    env: engineEnv(engine),
    stdio: 'pipe',
  })
  const { stdin, stdout, stderr } = child
  stdin.on('error', () => undefined)
  const stderrTail = keepTail(stderr)
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve()).once('error', () => resolve())
  })
  let isOurs = false
  const kill = async (): Promise<void> => {
    isOurs = true
    await undertaker.end()
    child.kill('SIGKILL')
    await gone
  }
  const ended = async () => {
    await gone
    if (!stderr.closed) await Promise.race([once(stderr, 'close'), sleep(LAST_WORDS_MS)])
    // Also where the server ended by itself: the engine may still be tidying up.
    await undertaker.end()
    return { code: child.exitCode, signal: child.signalCode }
  }
  const hold = {
    gauge: treeGauge(pid, plan.limits.memoryBytes),
    ended: (): Exceeded | null =>
      child.exitCode === KILLED && !isOurs
        ? { limit: 'memory', words: 'the kernel ended it, as it does at the limit of memory' }
        : null,
    release: async () => undefined,
  }
  const { exited, stop, stoppedAt } = supervise({ child, stdin, stdout, stderr, ended, kill }, plan.limits, hold, watch)
  // Without it nothing would take the container away after us.
  void undertaker.gone.then(() => (child.exitCode === null ? kill() : undefined)).catch(() => undefined)
  return { pid, stdin, stdout, stderr, stderrTail, proofs, exited, stop, stoppedAt }
}
