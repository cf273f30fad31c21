// The guard: owns pin, sandbox, session and record of one run, from the first word of a client to the last process.
import type { Recorder } from '../../core/evidence/event.ts'
import type { Channel } from '../../core/model/channel.ts'
import { Failure, failureOf } from '../../core/model/failure.ts'
import type { HostRoot } from '../../core/text/clean/host-path.ts'
import { once } from '../../core/model/once.ts'
import { withoutSecrets } from '../../core/text/launch-secret.ts'
import { findFormed } from '../../core/text/sensitive/find.ts'
import type { SentTo } from '../../io/store/sent-to.ts'
import { grantEvent } from '../granting/kept.ts'
import type { Read } from '../judging/work.ts'
import type { MayStart } from '../start.ts'
import { admit } from './admit.ts'
import { OwnSecrets } from './content/own-secrets.ts'
import { EgressWatch } from './egress-watch.ts'
import type { Exchange } from './exchanges.ts'
import { watchStart } from './person/may-launch.ts'
import { leaving } from './leave.ts'
import { refuse } from './refuse.ts'
import { watchStanding } from './standing.ts'
import { learnedOf } from './habits/learned.ts'
import { relayStderr } from './stderr.ts'
import { watchTls } from './tls-watch.ts'
import type { Baseline } from '../../core/baseline/baseline.ts'
import type { GuardWorld, Hello } from './world.ts'

export type Run = {
  readonly channel: Channel
  readonly hello: Hello
  readonly session: string
  readonly recorder: Recorder
  readonly world: GuardWorld
  /** The exchanges that wait for an answer of the server. */
  readonly calls: { inFlight: () => readonly Exchange[] }
  /** Settles with why another approval takes the place of its own. */
  readonly replaced: Promise<Failure>
  /** The person's own rules. */
  readonly rules: Read
  /** Folders of this machine that errors do not name. */
  readonly hostRoots: readonly HostRoot[]
  readonly sentTo: SentTo
  readonly ownSecrets: OwnSecrets
  /** What earlier runs learned of it; a Failure where that cannot be read, and null where nothing is compared. */
  readonly learned: Baseline | Failure | null
}

/** Runs one guarded server for one client. 0: the client ended it. 1: refused. 2: it could not be carried through. */
export async function guard(channel: Channel, hello: Hello, world: GuardWorld): Promise<0 | 1 | 2> {
  const session = world.random()
  // Opened while the pin is read and the sandbox is proven; nothing of the server runs before it is open.
  const opening = world.openRecorder()
  opening.catch(() => undefined)
  try {
    return await guarded({ channel, hello, session, opening, world })
  } catch (cause) {
    const failure = failureOf(cause)
    world.explain(failure)
    await recordRefusal(failure, hello, { session, opening, world })
    return await refuse(channel, failure, world)
  } finally {
    const recorder = await opening.catch(() => null)
    await recorder?.close().catch((cause: unknown) => world.say(failureOf(cause).message))
  }
}

async function recordRefusal(
  failure: Failure,
  hello: Hello,
  { session, opening, world }: Pick<Run, 'session' | 'world'> & { readonly opening: Promise<Recorder> },
): Promise<void> {
  const { code, message: detail, statements } = failure
  const server = 'name' in hello.wants ? hello.wants.name : 'once'
  const policy = statements === null ? {} : { policy: { ...world.policy.stamp(), statements } }
  const event = { type: 'refused', server, session, code, detail, ...policy } as const
  await opening.then((recorder) => recorder.durable(event)).catch(() => 0)
}

async function guarded(
  door: Omit<Run, 'recorder' | 'calls' | 'replaced' | 'rules' | 'hostRoots' | 'sentTo' | 'ownSecrets' | 'learned'> & {
    readonly opening: Promise<Recorder>
  },
): Promise<0 | 1 | 2> {
  const { hello, session, opening, world } = door
  const admitted = await admit(hello, world)
  const { server, trust, argv, granted, start } = admitted
  const ended = Promise.withResolvers<unknown>()
  const replaced = Promise.withResolvers<Failure>()
  const standing = watchStanding(admitted, world, (cause) =>
    cause instanceof Failure && cause.code === 'approved-anew' ? replaced.resolve(cause) : ended.resolve(cause),
  )
  const confirmGrants = watchStart(server, start.under, granted, ended.resolve)
  const calls: Run['calls'] = { inFlight: () => [] }
  const ownSecrets = new OwnSecrets(admitted.secrets)
  const sending = world.openSentTo(server)
  sending.catch(() => undefined)
  const learning = learnedOf(admitted, world)
  learning.catch(() => undefined)
  const known = admitted.what.grants.net.length === 0 ? null : world.knownDestinations(server)
  const watch: { is?: EgressWatch } = {}
  // Done while the sandbox comes up; nothing of the server starts before.
  const prepare = once(async () => {
    // What looks for secrets in events is built when it is first used: now, and not while the first of them is waited for.
    findFormed('')
    return world.judging.read()
  })
  try {
    const mayStart: MayStart = async (launch) => {
      // The sandbox stands and is proven; the server starts when it is what was approved, still is, and this is on disk.
      const recorder = await opening
      recorder.hide(admitted.secrets)
      const { user, asker } = world.policy
      const { groups, isOwner } = asker
      const whose = isOwner && groups.length === 0 ? {} : { user, groups }
      const about = {
        clientPid: hello.client.pid,
        clientSession: world.session.id,
        argv: withoutSecrets(argv),
        trust,
        ...whose,
        ...(asker.client === 'http' && { network: 'http' as const }),
      }
      recorder.record({ type: 'guard-started', server, session, ...about })
      await Promise.all([admitted.bytesAreApproved, standing.confirm(), confirmGrants(), prepare(), learning])
      const of = await recorder.durable({ type: 'launch', server, session, ...launch, policy: start.policy })
      for (const grant of start.under) recorder.record(grantEvent(grant, 'used', { session, of }))
      if (known === null) return
      const { net } = admitted.what.grants
      const inFlight = () => calls.inFlight()
      watch.is = new EgressWatch({ server, session, net, known: await known, recorder, inFlight, world })
    }
    const running = await world.start(server, admitted.what, admitted.env, mayStart, {
      onAttempt: (attempt) => watch.is!.onAttempt(attempt),
      onSent: (host, bytes) => watch.is!.onSent(host, bytes),
      onSecret: (value) => {
        ownSecrets.add(value)
        void opening.then((recorder) => recorder.hide([value]))
      },
      onTls: watchTls({ server, session, opening, world }),
      onComing: () => void prepare().catch(() => undefined),
    })
    relayStderr(running.stderr, (line) => world.echo(server, line), world.now)
    // Whoever fails between its start and the conversation leaves no server behind, and what ends it does so at once.
    const begun = async () => {
      // Our rules, and all that a conversation takes, are loaded while the server comes up.
      const [{ carry }] = await Promise.all([import('./carry.ts'), world.judging.load()])
      const run = {
        ...door,
        recorder: watch.is === undefined ? await opening : watch.is.recorder,
        calls,
        replaced: replaced.promise,
        rules: await prepare(),
        hostRoots: await world.hostRoots(),
        sentTo: await sending,
        ownSecrets,
        learned: await learning,
      }
      return { carry, run }
    }
    const fallen = ended.promise.then((cause) => Promise.reject(cause))
    const { carry, run } = await Promise.race([begun(), fallen]).catch(async (cause: unknown) => {
      running.channel.close()
      const left = { server, session, recorder: await opening, say: world.say }
      await leaving(running, left)('its conversation could not begin')
      throw cause
    })
    return await carry(running, admitted, run, ended)
  } finally {
    standing.end()
    granted.end()
  }
}
