// From a request for a sandbox to a running, proven one: the plan is pure, the launch is not.
import { digestJson } from '../core/canon/digest.ts'
import { planBubblewrap } from '../core/confine/bubblewrap.ts'
import type { ContainerPlan } from '../core/confine/container/plan.ts'
import { isContainerCommand } from '../core/confine/container/words.ts'
import { isWithin } from '../core/confine/paths.ts'
import type { Host, Plan, PlanRequest, Refused } from '../core/confine/plan.ts'
import type { Digest } from '../core/model/artifact.ts'
import { readHost } from '../core/egress/name.ts'
import type { Attempt } from '../core/egress/attempt.ts'
import { Failure } from '../core/model/failure.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import type { TlsShown } from '../core/model/tls-shown.ts'
import type { Resolve } from '../io/egress/resolve.ts'
import { lineChannel } from '../io/transport/lines.ts'
import type { Upstream } from './gateway/world.ts'
import { sha256 } from '../io/file/sha256.ts'
import { chooseLimiter } from '../io/launch/limiters.ts'
import { pipesIn } from './start/pipes.ts'
import { appearedSince, startPlaces } from './start/start-places.ts'
import { launch, type Confined, type Proven } from '../io/launch/launch.ts'
import type { Serve } from '../io/launch/listeners.ts'

/** What is about to start. `plan` is the digest of all that the backend was told, without the values of the environment. */
export type Launching = Proven & { readonly backend: string; readonly plan: Digest }
export type MayStart = (launching: Launching) => Promise<void>

/** Who hears what a server tries to reach. Has recorded it when it returns; throws when it cannot, and then nothing passes. */
export type Witness = {
  /** The sandbox is on its way: who has something to load has the time for it now. */
  readonly onComing?: () => void
  readonly onAttempt: (attempt: Attempt) => void
  /** Bytes of the sandbox, just before they go to this host. */
  readonly onSent?: (host: string, bytes: number) => void
  /** A secret that nobody knew before it started, just before it goes there. */
  readonly onSecret?: (value: string) => void
  /** What a remote server showed, for each connection to it. */
  readonly onTls?: (shown: TlsShown) => void
}

/** What a server with network grants needs beside its sandbox: a witness, and whose names it means. */
export type Reach = Witness & {
  /** The machine's own resolver when left out. */
  readonly resolve?: Resolve
  /** For a rehearsal: answers for everybody in place of the broker. */
  readonly stage?: Serve
}

/** `appeared`: what programs outside obey, and what was not there before it started; for who may write at all. */
export type Running = Confined & { readonly appeared?: () => Promise<readonly string[]> }

/** What programs outside obey, and the pipes that they wait at, are looked for at each start. */
export async function startConfined(
  request: PlanRequest,
  host: Host,
  mayStart?: MayStart,
  reach?: Reach,
): Promise<Running> {
  const { read, write, exec } = request.grants
  const [pipes, before] = await Promise.all([
    pipesIn([...read, ...exec, ...request.roots.filter(isOutside(host))], write),
    write.length === 0 ? null : startPlaces(write),
  ])
  if (before === null) return started({ ...request, pipes }, host, mayStart, reach)
  const running = await started({ ...request, pipes, startPlaces: before }, host, mayStart, reach)
  return { ...running, appeared: () => appearedSince(before, write) }
}

/** Of our own state, in which the store takes no pipes. */
const isOutside =
  ({ stateFolders }: Host) =>
  (path: string): boolean =>
    !stateFolders.some((folder) => isWithin(path, folder))

async function started(request: PlanRequest, host: Host, mayStart?: MayStart, reach?: Reach): Promise<Confined> {
  const gate = { isProven: false }
  const serve = await serving(request, gate, reach)
  const startingAs = (plan: Plan | ContainerPlan) => {
    const about = { backend: plan.backend, plan: digestOf(plan) }
    const beforeStart = async (proven: Proven): Promise<void> => {
      await mayStart?.({ ...proven, ...about })
      gate.isProven = true
    }
    return { mayStart: beforeStart, ...(serve === null ? {} : { serve }) }
  }
  if (isContainerCommand(request.argv)) {
    // An image brings its own root file system: its server is started by the container engine. Most servers are none.
    const [{ planContainer }, { launchContainer }] = await Promise.all([
      import('../core/confine/container/plan.ts'),
      import('../io/launch/container/launch.ts'),
    ])
    const answer = planContainer(request, host)
    if (!answer.ok) throw refused(answer)
    return launchContainer(answer.plan, startingAs(answer.plan))
  }
  const plan = planned(request, host)
  // Probed while the sandbox comes up, and needed only before the server starts.
  const limiter = chooseLimiter().then((choice) => choice.limiter)
  limiter.catch(() => undefined)
  return launch(plan, {
    ...startingAs(plan),
    limiter,
    ...(reach?.onComing === undefined ? {} : { onComing: reach.onComing }),
  })
}

/** What serves the granted hosts; null where there are none. */
async function serving(
  { grants, rehearsal }: PlanRequest,
  gate: { isProven: boolean },
  reach?: Reach,
): Promise<Serve | null> {
  if (rehearsal !== undefined) {
    if (reach?.stage === undefined) throw new Error('nobody answers in the network of this rehearsal')
    return reach.stage
  }
  if (grants.net.length === 0) return null
  // Grants may come from a file: the broker knows names only in the form in which it reads them.
  for (const { host: name } of grants.net) {
    const read = readHost(name)
    if (!read.ok) throw new Failure('grant-invalid', `The granted host ${quote(untrusted(name))} ${read.why}`)
    if (read.name !== name) throw new Failure('grant-invalid', `The granted host must be written as ${read.name}`)
  }
  if (reach === undefined) throw new Error('nobody records what this server tries to reach')
  // Most servers have no network: they do not pay for this.
  const [{ openBroker }, { resolveHere }] = await Promise.all([
    import('../io/egress/broker.ts'),
    import('../io/egress/resolve.ts'),
  ])
  const { onAttempt, onSent, resolve = resolveHere } = reach
  return (listeners) =>
    openBroker({
      grants: grants.net,
      listeners,
      resolve,
      // Until then nothing runs inside but our own self-test.
      report: (attempt) => (gate.isProven ? onAttempt(attempt) : undefined),
      ...(onSent === undefined ? {} : { onSent }),
    })
}

/** The plan, or the refusal of a backend that cannot honour the request, as a failure. */
export function planned(request: PlanRequest, host: Host): Plan {
  const answer = planBubblewrap(request, host)
  if (answer.ok) return answer.plan
  throw refused(answer)
}

/** One message a line, over its standard input and output. */
export function onLines({
  stdin,
  stdout,
  pid,
  stderr,
  stderrTail,
  exited,
  stop,
  stoppedAt,
  changes = null,
  appeared,
}: Omit<Running, 'proofs'>): Upstream {
  // When a process ends, Node throws away what it said unless somebody listens, and its guard may not have begun to read.
  stdout.on('readable', () => undefined)
  return {
    channel: lineChannel(stdout, stdin),
    pid,
    stderr,
    stderrTail,
    exited,
    stop,
    changes,
    ...(stoppedAt && { stoppedAt }),
    ...(appeared && { appeared }),
  }
}

/** What is started here has a program. */
export function commandOf([program, ...words]: readonly string[]): readonly [string, ...string[]] {
  if (program === undefined) throw new Error('nothing is named that could be started')
  return [program, ...words]
}

const refused = ({ code, message, fix }: Refused): Failure =>
  new Failure(code, message, fix === undefined ? {} : { fix })

const digestOf = (plan: Plan | ContainerPlan): Digest =>
  digestJson({ ...plan, env: Object.keys(plan.env).sort() }, sha256)
