// How a door comes to the gateway of its build: by the socket where that listens, or by starting it first.
import { setTimeout as sleep } from 'node:timers/promises'
import { meetingPlace, type Secret } from '../../core/door/handshake.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { withLock } from '../../io/file/lock.ts'
import { type Meeting, openMeeting } from '../../io/transport/meeting-place.ts'
import type { Starting } from '../../io/transport/start-gateway.ts'
import { Wire } from '../../io/transport/wire.ts'
import { arrive, meetGateway, type Reached } from './meet.ts'
import { meetingFolder, startLock } from './meeting-folder.ts'
import { secretOf, strangerIn } from './place.ts'
import type { Early, Way } from './start-early.ts'

/** What was done before, and who is told that a gateway was found or started: the rest takes a while. */
type Before = { readonly early: Early | null; readonly onWay: () => void }
const NOTHING: Before = { early: null, onWay: () => undefined }

/** A wire to the gateway, which has shown the key and seen ours. It is started where none runs. */
export async function reachGateway(paths: Paths, way: Way, before = NOTHING): Promise<Wire> {
  const start = (): Starting => {
    const started = way.start()
    before.onWay()
    return started
  }
  const wire = await reach(paths, way.version, (meeting, secret) => startOne(meeting, secret, start), before)
  if (wire === null) throw new Error('a gateway that is started is reached or refused')
  return wire
}

/** The same where one runs already; null where none does. */
export const reachRunning = (paths: Paths, version: string): Promise<Wire | null> =>
  reach(paths, version, () => Promise.resolve(null))

/** `otherwise` is asked where nobody listens. */
async function reach(
  paths: Paths,
  version: string,
  otherwise: (meeting: Meeting, secret: Secret) => Promise<Reached | null>,
  { early, onWay } = NOTHING,
): Promise<Wire | null> {
  try {
    if (early !== null) onWay()
    const secret = await secretOf(paths, version)
    const meeting = await openMeeting(meetingFolder(paths))
    const look = async (): Promise<Reached | null> =>
      (await arrive(meeting, meetingPlace(secret), secret, onWay)) ?? otherwise(meeting, secret)
    try {
      let reached = await (early === null ? look() : meetStarted(early, meeting, secret))
      early?.giveBack()
      for (let tries = 1; reached?.met === 'gone' && tries < TRIES; tries += 1) {
        // It was about to end, or is asked by too many at once.
        await sleep(AGAIN_MS)
        reached = await look()
      }
      if (reached === null) return null
      if (reached.met === 'ours') return reached.wire
      throw strangerIn(meeting.folder)
    } finally {
      await meeting.close()
    }
  } finally {
    early?.giveBack()
  }
}

const TRIES = 10
const AGAIN_MS = 50

/** It says nothing before it listens: then no other door has to start one. */
async function meetStarted({ socket }: Starting, meeting: Meeting, secret: Secret): Promise<Reached> {
  const wire = new Wire(socket)
  const met = await meetGateway(wire, secret, bound('gateway-start-ms'))
  if (met === 'ours') return { wire, met }
  // One that ended because another was faster leaves that one to be found.
  const faster = await arrive(meeting, meetingPlace(secret), secret)
  if (faster !== null) return faster
  const why = met === 'gone' ? 'ended before it could be reached' : 'was started and could not be reached in time'
  throw new Failure('gateway-unavailable', `The gateway process ${why}`)
}

/** Of several doors at once the first starts it, and the others find it. */
async function startOne(meeting: Meeting, secret: Secret, start: Way['start']): Promise<Reached> {
  const begin = async (): Promise<Reached> =>
    (await arrive(meeting, meetingPlace(secret), secret)) ?? (await meetStarted(start(), meeting, secret))
  return withLock(startLock(meeting.folder), begin, bound('gateway-start-ms') * 2)
}
