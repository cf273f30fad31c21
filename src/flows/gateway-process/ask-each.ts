// Asks the gateway process and each `serve` of this user, side by side. Who does not answer in time keeps none of the others from it,
// and is named.
import { isServingPlace, type Secret } from '../../core/door/handshake.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { type Meeting, openMeeting } from '../../io/transport/meeting-place.ts'
import type { Wire } from '../../io/transport/wire.ts'
import { arrive } from './meet.ts'
import { meetingFolder } from './meeting-folder.ts'
import { secretOf, strangerIn } from './place.ts'
import { reachRunning } from './reach.ts'

export type Unanswered = { readonly who: string; readonly why: string }
type Each<T> = {
  readonly answers: readonly { readonly who: string; readonly answer: T }[]
  readonly unanswered: readonly Unanswered[]
}
type Ask<T> = (wire: Wire) => Promise<T>
type Place = { readonly who: string; readonly reach: () => Promise<Wire | null> }

export const GATEWAY = 'the gateway process'

/** All that hold conversations of this user. */
export const askAll = <T>(paths: Paths, version: string, ask: Ask<T>): Promise<Each<T>> =>
  askEach(paths, version, [{ who: GATEWAY, reach: () => reachRunning(paths, version) }], ask)

/** Each `serve` of this build. One that ended without taking leave is passed over. */
export const askServing = <T>(paths: Paths, version: string, ask: Ask<T>): Promise<Each<T>> =>
  askEach(paths, version, [], ask)

async function askEach<T>(paths: Paths, version: string, first: readonly Place[], ask: Ask<T>): Promise<Each<T>> {
  const secret = await secretOf(paths, version)
  const meeting = await openMeeting(meetingFolder(paths))
  try {
    const names = (await meeting.names()).filter((name) => isServingPlace(name, secret))
    const serving = names.map((name) => ({ who: whoIn(name), reach: () => reachServing(meeting, name, secret) }))
    const places = [...first, ...serving]
    const found: (Found<T> | null)[] = []
    for (let from = 0; from < places.length; from += AT_ONCE)
      found.push(...(await Promise.all(places.slice(from, from + AT_ONCE).map((place) => askOne(place, ask)))))
    return {
      answers: found.filter((one) => one !== null && 'answer' in one),
      unanswered: found.filter((one) => one !== null && 'why' in one),
    }
  } finally {
    await meeting.close()
  }
}

type Found<T> = { readonly who: string; readonly answer: T } | Unanswered

/** Null: nobody is there any more. */
async function askOne<T>({ who, reach }: Place, ask: Ask<T>): Promise<Found<T> | null> {
  try {
    const wire = await reach()
    return wire === null ? null : { who, answer: await ask(wire) }
  } catch (cause) {
    if (cause instanceof Failure) return { who, why: cause.message }
    throw cause
  }
}

/** Connections. */
const AT_ONCE = 32

const whoIn = (name: string): string => `\`serve\` (process ${name.slice(name.lastIndexOf('.') + 1)})`

async function reachServing(meeting: Meeting, name: string, secret: Secret): Promise<Wire | null> {
  const there = await arrive(meeting, name, secret)
  if (there === null) return null
  const { wire, met } = there
  if (met === 'stranger') throw strangerIn(meeting.folder)
  if (met === 'late') throw new Failure('gateway-unavailable', 'No answer came in time')
  return met === 'ours' ? wire : null
}
