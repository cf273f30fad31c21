// How a door comes to the gateway of its build: by the socket where that listens, or by starting it first.
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { meetingPlace, type Secret } from '../../core/door/handshake.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { withLock } from '../../io/file/lock.ts'
import { type Meeting, openMeeting } from '../../io/transport/meeting-place.ts'
import { Wire } from '../../io/transport/wire.ts'
import { meetGateway } from './meet.ts'
import { meetingFolder, secretOf, strangerIn } from './place.ts'

export type Way = {
  readonly version: string
  /** Starts a gateway process; settles when that has ended. */
  readonly start: () => Promise<void>
}

/** A wire to the gateway, which has shown the key and seen ours. It is started where none runs. `onWay`: it was found or started. */
export async function reachGateway(paths: Paths, way: Way, onWay?: () => void): Promise<Wire> {
  const wire = await reach(paths, way.version, (meeting, secret) => startOne(meeting, secret, way, onWay), onWay)
  if (wire === null) throw new Error('a gateway that is started is reached or refused')
  return wire
}

/** The same where one runs already; null where none does. */
export const reachRunning = (paths: Paths, version: string): Promise<Wire | null> =>
  reach(paths, version, () => Promise.resolve(null))

/** `otherwise` is asked for a connection where nobody listens. */
async function reach(
  paths: Paths,
  version: string,
  otherwise: (meeting: Meeting, secret: Secret) => Promise<Socket | null>,
  onWay?: () => void,
): Promise<Wire | null> {
  const secret = await secretOf(paths, version)
  const meeting = await openMeeting(meetingFolder(paths))
  try {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const socket = (await arrive(meeting, secret)) ?? (await otherwise(meeting, secret))
      if (socket === null) return null
      onWay?.()
      const wire = new Wire(socket)
      const met = await meetGateway(wire, secret)
      if (met === 'ours') return wire
      if (met !== 'gone') break
      // It was about to end, or is asked by too many at once.
      await sleep(AGAIN_MS)
    }
    throw strangerIn(meeting.folder)
  } finally {
    await meeting.close()
  }
}

const arrive = (meeting: Meeting, secret: Secret): Promise<Socket | null> => meeting.connect(meetingPlace(secret))

const TRIES = 10
const AGAIN_MS = 50
const LOOK_MS = 2

/** Of several doors at once the first starts it, and the others find it. */
async function startOne(meeting: Meeting, secret: Secret, { start }: Way, onWay?: () => void): Promise<Socket> {
  const begin = async (): Promise<Socket> => {
    const there = await arrive(meeting, secret)
    if (there !== null) return there
    let hasEnded = false
    void start().then(() => (hasEnded = true))
    onWay?.()
    for (const until = performance.now() + bound('gateway-start-ms'); performance.now() < until; await sleep(LOOK_MS)) {
      // Asked first: one that ended because another was faster leaves that one to be found.
      const isLast = hasEnded
      const socket = await arrive(meeting, secret)
      if (socket !== null) return socket
      if (isLast) throw new Failure('gateway-unavailable', 'The gateway process ended before it could be reached')
    }
    throw new Failure('gateway-unavailable', 'The gateway process was started and could not be reached in time')
  }
  return withLock(join(meeting.folder, 'start.lock'), begin, bound('gateway-start-ms') * 2)
}
