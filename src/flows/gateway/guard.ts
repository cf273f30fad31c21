// The guard: owns pin, sandbox, session and record of one run, from the first word of a client to the last process.
import type { Recorder } from '../../core/evidence/event.ts'
import { ERAS, type Era } from '../../core/model/catalogue.ts'
import type { Channel } from '../../core/model/channel.ts'
import { exitOf, Failure } from '../../core/model/failure.ts'
import type { HostRoot } from '../../core/text/clean/host-path.ts'
import { sha256 } from '../../io/file/sha256.ts'
import type { Confined } from '../../io/launch/launch.ts'
import type { SentTo } from '../../io/store/sent-to.ts'
import { lineChannel } from '../../io/transport/lines.ts'
import type { Read } from '../judging/work.ts'
import { followPolicy } from '../policy/follow-policy.ts'
import { admit, type Admitted } from './admit.ts'
import { converse, farewell, type Ending } from './conversation.ts'
import { EgressWatch } from './egress-watch.ts'
import type { Exchange } from './exchanges.ts'
import { limitReached } from './limit-reached.ts'
import type { Live } from './live.ts'
import { live as newLive } from './live-of.ts'
import { Offer } from './offer.ts'
import { clearQueue } from './queue.ts'
import { refuse } from './refuse.ts'
import { watchStanding } from './standing.ts'
import { learnedOf, usualFrom } from './learned.ts'
import { relayStderr } from './stderr.ts'
import type { Usual } from './usual.ts'
import type { GuardWorld, Hello } from './world.ts'
import type { MayStart } from '../start.ts'

type Run = {
  readonly channel: Channel
  readonly hello: Hello
  readonly session: string
  readonly recorder: Recorder
  readonly world: GuardWorld
  /** The exchanges that wait for an answer of the server. */
  readonly calls: { inFlight: () => readonly Exchange[] }
  /** The person's own rules. */
  readonly rules: Read
  /** Folders of this machine that errors do not name. */
  readonly hostRoots: readonly HostRoot[]
  readonly sentTo: SentTo
  readonly usual: Usual | null
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
    await recordRefusal(failure, hello, session, opening)
    return await refuse(channel, failure, world)
  } finally {
    const recorder = await opening.catch(() => null)
    await recorder?.close().catch((cause: unknown) => world.say(failureOf(cause).message))
  }
}

async function recordRefusal(
  failure: Failure,
  hello: Hello,
  session: string,
  opening: Promise<Recorder>,
): Promise<void> {
  const { code, message: detail } = failure
  const server = 'name' in hello.wants ? hello.wants.name : 'once'
  const event = { type: 'refused', server, session, code, detail } as const
  await opening.then((recorder) => recorder.durable(event)).catch(() => 0)
}

async function guarded(
  door: Omit<Run, 'recorder' | 'calls' | 'rules' | 'hostRoots' | 'sentTo' | 'usual'> & {
    readonly opening: Promise<Recorder>
  },
): Promise<0 | 1 | 2> {
  const { hello, session, opening, world } = door
  const admitted = await admit(hello, world)
  const { server, trust, argv } = admitted
  const ended = Promise.withResolvers<unknown>()
  const standing = watchStanding(admitted, world, ended.resolve)
  const calls: Run['calls'] = { inFlight: () => [] }
  // Read while the sandbox comes up; what they are to judge does not start before.
  const reading = world.judging.read()
  reading.catch(() => undefined)
  const sending = world.openSentTo(server)
  sending.catch(() => undefined)
  const learning = learnedOf(admitted, world)
  learning.catch(() => undefined)
  const known = admitted.what.grants.net.length === 0 ? null : world.knownDestinations(server)
  const watch: { is?: EgressWatch } = {}
  try {
    world.policy.begin()
    const mayStart: MayStart = async (launch) => {
      // The sandbox stands and is proven; the server starts when it is what was approved, still is, and this is on disk.
      const recorder = await opening
      recorder.hide(admitted.secrets)
      const about = { clientPid: hello.client.pid, clientSession: world.session.id, argv, trust }
      recorder.record({ type: 'guard-started', server, session, ...about })
      await Promise.all([admitted.bytesAreApproved, standing.confirm(), reading, learning])
      await recorder.durable({ type: 'launch', server, session, ...launch })
      if (known === null) return
      const { net } = admitted.what.grants
      const inFlight = () => calls.inFlight()
      watch.is = new EgressWatch({ server, session, net, known: await known, recorder, inFlight, world })
    }
    const confined = await world.start(server, admitted.what, admitted.env, mayStart, {
      onAttempt: (attempt) => watch.is!.onAttempt(attempt),
      onSent: (host, bytes) => watch.is!.onSent(host, bytes),
    })
    relayStderr(confined.stderr, (line) => world.echo(server, line), world.now)
    const recorder = watch.is === undefined ? await opening : watch.is.recorder
    const run = {
      ...door,
      recorder,
      calls,
      rules: await reading,
      hostRoots: await world.hostRoots(),
      sentTo: await sending,
      usual: usualFrom(await learning, { server, session, recorder, world }),
    }
    return await carry(confined, admitted, run, ended)
  } finally {
    standing.end()
  }
}

/** From the start of the server until nothing of it is left, and its end is in the log. */
async function carry(
  confined: Confined,
  admitted: Admitted,
  run: Run,
  ended: PromiseWithResolvers<unknown>,
): Promise<0 | 1 | 2> {
  const { server } = admitted
  const { recorder, session, world } = run
  let isRecorded = false
  const leave = async (why: string): Promise<void> => {
    await confined.stop(why)
    const exit = await confined.exited
    if (isRecorded) return
    isRecorded = true
    const of = recorder.record({ type: 'exit', server, session, ...exit, stderr: confined.stderrTail() })
    if (exit.limit !== 'changes') return
    recorder.record({ type: 'alert', server, session, kind: 'mass-change', host: '', of, detail: exit.reason })
  }
  let withdraw = async (): Promise<void> => undefined
  try {
    withdraw = await world.announce(server, confined.pid)
    return await supervise(confined, admitted, run, ended, leave)
  } finally {
    try {
      await leave('the client has left')
    } finally {
      await withdraw()
    }
  }
}

async function supervise(
  confined: Confined,
  admitted: Admitted,
  run: Run,
  ended: PromiseWithResolvers<unknown>,
  leave: (why: string) => Promise<void>,
): Promise<0 | 1 | 2> {
  const { channel: downstream, world } = run
  const upstream = lineChannel(confined.stdout, confined.stdin)
  const live = newLive({ ...run, admitted, offers: offersOf(admitted), upstream, downstream, ended })
  run.calls.inFlight = () => live.exchanges.pending('upstream').filter(({ key }) => !live.asked.has(key))
  const leaveTurns = world.turns.join(() => live.exchanges.sizeOf('upstream') + live.queue.called)
  const unfollow = followPolicy(world.policy, world.ownPolicy, { ...live, say: world.say, fail: ended.resolve })
  try {
    const ending = await converse(live)
    countUnrecorded(live)
    closeAlerts(live)
    if (ending.by === 'client') {
      await farewell(live, 'The client closed its side before the answer came.')
      return 0
    }
    const failure = await causeOf(ending, confined, admitted.server, world)
    world.explain(failure)
    const { words } = failure
    live.farewell = words
    live.farewellCode = failure.code
    // What is taken away is taken away first: the client hears about it after. The log may be what failed.
    await leave(failure.code === 'limit-reached' ? failure.message : failure.code).catch(() => undefined)
    world.say(words)
    await farewell(live, words)
    return exitOf(failure.code)
  } finally {
    await withdrawAll(live)
    clearQueue(live)
    leaveTurns()
    unfollow()
    await run.sentTo.settled()
    await run.usual?.close()
    downstream.close()
  }
}

/** What nobody waits for any more is not left for a person to answer. */
async function withdrawAll({ asked, waits, sleep }: Live): Promise<void> {
  for (const one of asked.values()) one.abort()
  await Promise.race([Promise.allSettled(waits), sleep(SETTLE_MS)])
}

const offersOf = ({ approved }: Admitted): Partial<Record<Era, Offer>> =>
  Object.fromEntries(
    ERAS.flatMap((era) => {
      const own = approved[era]
      return own === undefined ? [] : [[era, new Offer(own, sha256)]]
    }),
  )

/** Faults past their bound leave one line with their number, unless the log is what failed. */
function countUnrecorded({ server, session, record, unrecorded }: Live): void {
  const count = unrecorded()
  if (count === 0) return
  const detail = `${count} more faults of this run were counted and not recorded one by one`
  try {
    record({ type: 'fault', server, session, direction: 'downstream', code: 'protocol-faults', detail, bytes: 0 })
  } catch {
    // The conversation ends because of that, or it is over anyway.
  }
}

/** How often each cause of an alert was seen, unless the log is what failed. */
function closeAlerts({ budgetAlerts, usual }: Live): void {
  try {
    budgetAlerts.close()
    usual?.closeAlerts()
  } catch {
    // As above.
  }
}

const SETTLE_MS = 500

async function causeOf(
  ending: Exclude<Ending, { by: 'client' }>,
  confined: Confined,
  server: string,
  world: GuardWorld,
): Promise<Failure> {
  if (ending.by === 'fault') return failureOf(ending.cause)
  // One that closed its output may live on for ever: nobody can hear it any more.
  const exit = await Promise.race([confined.exited, world.sleep(SETTLE_MS)])
  if (exit === undefined) return new Failure('server-exited', `The server ${server} closed its output`)
  if (exit.limit !== null) return limitReached(server, exit.limit, exit.reason)
  const how = exit.code === null ? `signal ${exit.signal}` : `exit code ${exit.code}`
  const fix = `Read the last lines of its stderr in \`sallyport log query --server ${server}\`.`
  return new Failure('server-exited', `The server ${server} has ended (${exit.reason}; ${how})`, { fix })
}

const failureOf = (cause: unknown): Failure =>
  cause instanceof Failure ? cause : new Failure('internal', 'Sallyport met an error of its own', { cause })
