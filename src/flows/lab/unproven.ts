// Starts a server with one layer taken away. Nothing else in the house can do that: every other start proves its sandbox and
// refuses where it does not hold. Imported by the lab alone, which plays only its own fixtures, in a network of its own.
import { dirname, join } from 'node:path'
import { portsLine, startCommand } from '../../core/confine/self-test.ts'
import type { Host, Plan, PlanRequest } from '../../core/confine/plan.ts'
import { FD } from '../../core/confine/plan.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { openBroker } from '../../io/egress/broker.ts'
import { ended, killAll, lifeOf } from '../../io/launch/begin.ts'
import { watchFor } from '../../io/launch/changes/begin.ts'
import type { Confined } from '../../io/launch/launch.ts'
import type { Hold } from '../../io/launch/limiter.ts'
import { chooseLimiter } from '../../io/launch/limiters.ts'
import { takeListeners } from '../../io/launch/listeners.ts'
import { inhabitants } from '../../io/launch/outside.ts'
import { start, type Started } from '../../io/launch/spawn.ts'
import { supervise } from '../../io/launch/supervise.ts'
import { keepTail } from '../../io/launch/tail.ts'
import { planned, type MayStart, type Witness } from '../start.ts'
import { startPlaces } from '../start/start-places.ts'
import { SINK_ORDERS } from './arena.ts'
import { PEN } from './pen.ts'

export type Without = 'L7' | 'L8'

/** The plan as the product makes it, less one layer. What limits and ends a server stays. */
export function without(layer: Without, request: PlanRequest, host: Host, home: string): Plan {
  if (layer === 'L8') {
    const plan = planned({ ...request, grants: { ...request.grants, net: [] } }, host)
    return { ...plan, options: [...plan.options, '--share-net'] }
  }
  const plan = planned(request, host)
  const network = plan.network === null ? ['--unshare-net'] : []
  const variables = ['--clearenv', '--setenv', 'PATH', '/usr/local/bin:/usr/bin:/bin', '--setenv', 'HOME', home]
  // In the network that was made for granted hosts an ordinary user looks like root, without its rights.
  const user = host.uid === 0 ? [] : ['--unshare-user', '--uid', String(host.uid), '--gid', String(host.gid)]
  const options = [...PEN(home), ...user, '--unshare-ipc', '--unshare-uts', ...network, ...variables, ...STATUS]
  return { ...plan, options, staging: null, drop: null, hostUid: host.uid }
}

const STATUS = ['--json-status-fd', String(FD.status)]

export async function startWithout(
  layer: Without,
  { request, host, home }: { readonly request: PlanRequest; readonly host: Host; readonly home: string },
  mayStart: MayStart,
  { onAttempt, onSent }: Witness,
): Promise<Confined> {
  const asked = { ...request, startPlaces: await startPlaces(request.grants.write) }
  const plan = without(layer, asked, host, home)
  const watch = await watchFor(plan)
  const started = start(plan, startCommand(plan, targetsIn(home)), dirname(home))
  let hold: Hold | undefined
  let mayRun = false
  try {
    if (plan.network !== null) {
      takeListeners(started.child, started.gone, (listeners) =>
        openBroker({
          grants: request.grants.net,
          listeners,
          resolve: async () => [],
          // Until then nothing runs inside but the self-test, whose lookups nobody records; who records may not be there yet.
          report: (attempt) => (mayRun ? onAttempt(attempt) : undefined),
          ...(onSent === undefined ? {} : { onSent }),
        }),
      )
    }
    started.talk.write(portsLine(PORTS))
    const stderrTail = keepTail(started.stderr)
    const proofs = await provenBy(started, stderrTail)
    const who = await inhabitants(plan, started.initPid() ?? 0)
    const { limiter } = await chooseLimiter()
    hold = await limiter.hold(who, plan.limits)
    const pid = who.server
    const changes = (await watch?.over(who.init)) ?? null
    await mayStart({ pid, proofs, limits: limiter.kind, changes, backend: `lab without ${layer}`, plan: '' })
    mayRun = true
    const supervised = supervise(lifeOf(started), plan.limits, hold, watch)
    watch?.released()
    started.talk.end('go\n')
    const { stdin, stdout, stderr } = started
    return { pid, stdin, stdout, stderr, stderrTail, proofs, ...supervised }
  } catch (cause) {
    await killAll(started)
    await Promise.all([hold?.release(), watch?.end()])
    throw cause
  }
}

/** Live outside while the start script tries them: a file of the bait home, and the attacker's side in the arena. */
const targetsIn = (home: string) => ({
  bait: join(home, '.env'),
  scratch: join(dirname(home), 'scratch'),
})
const PORTS = { tcp: SINK_ORDERS, udp: 53 }

/** What the layers that are left have shown, in the words of the self-test. The rest of its answers is not asked for. */
async function provenBy(started: Started, stderrTail: () => string): Promise<readonly string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let text = ''
  const onData = (chunk: Buffer): void => {
    text += chunk.toString()
    if (text.endsWith('\ndone\n')) resolve(text)
  }
  started.talk.on('data', onData)
  void ended(started).then(() => {
    reject(new Failure('confinement-unproven', `It did not start: ${quote(untrusted(stderrTail().slice(-300)), 400)}`))
  })
  const said = await promise.finally(() => started.talk.off('data', onData))
  return PROOFS.flatMap(([line, proof]) => (line.test(said) ? [proof] : []))
}

const PROOFS = [
  [/^read cannot$/m, 'a bait file outside cannot be read'],
  [/^limits can$/m, 'limits are set'],
  [/^connect .*(?:refused|unreachable)$/m, 'a live loopback listener cannot be reached'],
] as const
