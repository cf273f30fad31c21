// The guard: owns pin, sandbox, session and record of one run, from the first word of a client to the last process.
import type { Recorder } from '../../core/evidence/event.ts'
import { ERAS, type Era } from '../../core/model/catalogue.ts'
import type { Channel } from '../../core/model/channel.ts'
import { exitOf, Failure } from '../../core/model/failure.ts'
import { sha256 } from '../../io/file/sha256.ts'
import type { Confined } from '../../io/launch/launch.ts'
import { lineChannel } from '../../io/transport/lines.ts'
import { admit, standingPin, type Admitted } from './admit.ts'
import { converse, farewell, type Ending } from './conversation.ts'
import { live as newLive } from './live-of.ts'
import { Offer } from './offer.ts'
import { refuse } from './refuse.ts'
import type { GuardWorld, Hello } from './world.ts'

type Run = {
  readonly channel: Channel
  readonly hello: Hello
  readonly session: string
  readonly recorder: Recorder
  readonly world: GuardWorld
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

async function guarded(door: Omit<Run, 'recorder'> & { readonly opening: Promise<Recorder> }): Promise<0 | 1 | 2> {
  const { hello, session, opening, world } = door
  const admitted = await admit(hello, world)
  const { server, trust, argv } = admitted
  const confined = await world.start(admitted.what, admitted.env, async (launch) => {
    // The sandbox stands and is proven; the server starts when its bytes are the approved ones and this is on disk.
    const recorder = await opening
    recorder.hide(admitted.secrets)
    recorder.record({ type: 'guard-started', server, session, clientPid: hello.client.pid, argv, trust })
    await admitted.bytesAreApproved
    await recorder.durable({ type: 'launch', server, session, ...launch })
  })
  const recorder = await opening
  const withdraw = await world.announce(server, confined.pid)
  try {
    return await supervise(confined, admitted, { ...door, recorder })
  } finally {
    await confined.stop('the guard has ended')
    const { code, signal, reason } = await confined.exited
    recorder.record({ type: 'exit', server, session, reason, code, signal, stderr: confined.stderrTail() })
    await withdraw()
  }
}

async function supervise(confined: Confined, admitted: Admitted, run: Run): Promise<0 | 1 | 2> {
  const { channel: downstream, world } = run
  const upstream = lineChannel(confined.stdout, confined.stdin)
  const ended = Promise.withResolvers<unknown>()
  const live = newLive({ ...run, admitted, offers: offersOf(admitted), upstream, downstream, ended })
  const unwatch = admitted.pin === null ? () => undefined : watch(admitted, world, ended.resolve)
  try {
    const ending = await converse(live)
    if (ending.by === 'client') return 0
    const failure = await lastWords(ending, confined, admitted.server)
    // What is taken away is taken away first: the client hears about it after.
    await confined.stop(failure.code)
    world.say(`${failure.message}. ${failure.fix}`)
    await farewell(live, `${failure.message}. ${failure.fix}`)
    return exitOf(failure.code)
  } finally {
    unwatch()
    downstream.close()
  }
}

const offersOf = ({ approved }: Admitted): Partial<Record<Era, Offer>> =>
  Object.fromEntries(
    ERAS.flatMap((era) => {
      const own = approved[era]
      return own === undefined ? [] : [[era, new Offer(own, sha256)]]
    }),
  )

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
