// The guard: owns pin, sandbox, session and record of one run, from the first word of a client to the last process.
import type { Recorder } from '../../core/evidence/event.ts'
import { ERAS } from '../../core/model/catalogue.ts'
import type { Channel } from '../../core/model/channel.ts'
import { Failure, FAILURES } from '../../core/model/failure.ts'
import { sha256 } from '../../io/file/sha256.ts'
import type { Confined } from '../../io/launch/launch.ts'
import { lineChannel } from '../../io/transport/lines.ts'
import { admit, standingPin, type Admitted } from './admit.ts'
import { converse, farewell, type Ending } from './conversation.ts'
import { live as newLive } from './live-of.ts'
import { Offer } from './offer.ts'
import { refuse } from './refuse.ts'
import type { GuardWorld, Hello } from './world.ts'

/** Runs one guarded server for one client. 0: the client ended it. 1: refused. 2: it could not be carried through. */
export async function guard(channel: Channel, hello: Hello, world: GuardWorld): Promise<0 | 1 | 2> {
  const session = world.random()
  const recorder = await world.openRecorder().catch((cause: unknown) => failureOf(cause))
  if (recorder instanceof Failure) return refuse(channel, recorder, world)
  try {
    return await guarded(channel, hello, session, recorder, world)
  } catch (cause) {
    const failure = failureOf(cause)
    const server = 'name' in hello.wants ? hello.wants.name : 'once'
    await recorder
      .durable({ type: 'refused', server, session, code: failure.code, detail: failure.message })
      .catch(() => 0)
    return await refuse(channel, failure, world)
  } finally {
    await recorder.close().catch((cause: unknown) => world.say(failureOf(cause).message))
  }
}

async function guarded(
  channel: Channel,
  hello: Hello,
  session: string,
  recorder: Recorder,
  world: GuardWorld,
): Promise<0 | 1 | 2> {
  const admitted = await admit(hello, world)
  recorder.hide(admitted.secrets)
  const { server, trust, argv } = admitted
  recorder.record({ type: 'guard-started', server, session, clientPid: hello.client.pid, argv, trust })
  const { confined, backend, plan } = await world.start(admitted.what, admitted.env)
  const { proofs, pid } = confined
  const withdraw = await world.announce(server, pid)
  try {
    await recorder.durable({ type: 'launch', server, session, backend, plan, proofs, pid })
    return await supervise(channel, confined, admitted, hello, session, recorder, world)
  } finally {
    await confined.stop('the guard has ended')
    const { code, signal, reason } = await confined.exited
    recorder.record({ type: 'exit', server, session, reason, code, signal, stderr: confined.stderrTail() })
    await withdraw()
  }
}

async function supervise(
  channel: Channel,
  confined: Confined,
  admitted: Admitted,
  hello: Hello,
  session: string,
  recorder: Recorder,
  world: GuardWorld,
): Promise<0 | 1 | 2> {
  const upstream = lineChannel(confined.stdout, confined.stdin)
  const ended = Promise.withResolvers<unknown>()
  const offers = Object.fromEntries(
    ERAS.flatMap((era) => {
      const approved = admitted.approved[era]
      return approved === undefined ? [] : [[era, new Offer(approved, sha256)]]
    }),
  )
  const live = newLive({ admitted, session, offers, upstream, downstream: channel, recorder, hello, world, ended })
  const unwatch = admitted.pin === null ? () => undefined : watch(admitted, world, ended.resolve)
  try {
    const ending = await converse(live)
    if (ending.by === 'client') return 0
    const failure = await lastWords(ending, confined, admitted.server)
    // What is taken away is taken away first: the client hears about it after.
    await confined.stop(failure.code)
    world.say(`${failure.message}. ${failure.fix}`)
    await farewell(live, `${failure.message}. ${failure.fix}`)
    return FAILURES[failure.code].who === 'trust' ? 1 : 2
  } finally {
    unwatch()
    channel.close()
  }
}

/** Quarantine, removal, expiry or another approval of the same name end a run at once. */
function watch({ server, pin }: Admitted, world: GuardWorld, end: (cause: unknown) => void): () => void {
  const approved = JSON.stringify([pin?.exec, pin?.grants, pin?.artifact, pin?.approvedAt])
  const look = async (): Promise<void> => {
    const now = await standingPin(server, world)
    if (JSON.stringify([now.exec, now.grants, now.artifact, now.approvedAt]) === approved) return
    throw new Failure('pin-mismatch', `${server} was approved anew while it ran`, {
      fix: 'Start it again from the client.',
    })
  }
  const stop = world.watchLock(() => void look().catch(end))
  // What changed between the first reading and the watching has changed too.
  look().catch(end)
  return stop
}

async function lastWords(ending: Ending, confined: Confined, server: string): Promise<Failure> {
  if (ending.by === 'fault') return failureOf(ending.cause)
  const { code, signal, reason } = await confined.exited
  const how = reason === '' ? (signal ?? `exit code ${code}`) : reason
  return new Failure('server-exited', `The server ${server} has ended (${how})`)
}

const failureOf = (cause: unknown): Failure =>
  cause instanceof Failure ? cause : new Failure('internal', 'Sallyport met an error of its own', { cause })
