// The gateway process of one user: it holds the guards of all doors, one for each, and ends when nobody needed it for a while.
import { randomBytes } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAnyPlace, meetingPlace, type Secret } from '../../core/door/handshake.ts'
import { bound } from '../../core/model/bounds.ts'
import type { Channel } from '../../core/model/channel.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { isAlive } from '../../io/file/alive.ts'
import { withLock } from '../../io/file/lock.ts'
import { type Listening, type Meeting, openMeeting } from '../../io/transport/meeting-place.ts'
import { arrive } from './meet.ts'
import { enter } from './enter.ts'
import { Keyring } from './keyring.ts'
import { obey } from './obey.ts'
import type { GatewayWorld, Serving, Settings } from './one-door.ts'
import { meetingFolder } from './meeting-folder.ts'
import { secretOf, strangerIn } from './place.ts'
import { Turns } from '../gateway/budget/turns.ts'
import { openConversations } from '../../io/store/conversations.ts'
import { Sessions } from './sessions.ts'

export type GatewayDesk = {
  readonly paths: Paths
  /** The connection of the door that started it. */
  readonly firstDoor?: Socket
  /** Of this build: a door of another one does not come here. */
  readonly version: string
  readonly readIdleMs: () => Promise<number>
  readonly readSettings: () => Promise<Settings>
  readonly say: (line: string) => void
  /** Called when the first door was let in. */
  readonly onServed?: () => void
  /** Calls back when this process is asked to end. */
  readonly onEnd: (end: () => void) => void
}

const SWEEP_MS = 500

/** Resolves when it has ended with everything in it. `already`: another one answers the doors of this build. */
export async function runGateway(desk: GatewayDesk): Promise<'ended' | 'already'> {
  const { paths, version, readIdleMs } = desk
  const meeting = await openMeeting(meetingFolder(paths))
  const [secret, idleMs] = await Promise.all([secretOf(paths, version), readIdleMs()])
  const doors = new Doors(desk, secret, idleMs)
  const server = createServer((socket) => doors.open(socket))
  const listening = await listenAlone(server, meeting, secret)
  if (listening === null) {
    desk.firstDoor?.destroy()
    return 'already'
  }
  if (desk.firstDoor !== undefined) doors.open(desk.firstDoor)
  const asked = new AbortController()
  const { signal } = asked
  desk.onEnd(() => asked.abort())
  const swept = sleep(SWEEP_MS, undefined, { signal })
    .then(() => sweepOthers(meeting, secret))
    .catch(() => undefined)
  while (!signal.aborted && !doors.isIdle() && (await isStillWanted(listening, doors))) {
    await sleep(SWEEP_MS, undefined, { signal }).catch(() => undefined)
  }
  await listening.end()
  for (; doors.size > 0; await sleep(20)) doors.endAll()
  await swept
  await meeting.close()
  return 'ended'
}

/** One that nobody can reach any more keeps what it has, and takes its leave after. */
const isStillWanted = async (listening: Listening, doors: Doors): Promise<boolean> =>
  doors.size > 0 || (await listening.isReachable())

const listenLock = ({ folder }: Meeting): string => join(folder, 'listen.lock')

/** What was killed leaves its socket, and of another build nobody comes to listen there again: doors would think that one may run. */
const sweepOthers = (meeting: Meeting, secret: Secret): Promise<void> =>
  withLock(listenLock(meeting), () => meeting.sweep((name) => isAnyPlace(name) && name !== meetingPlace(secret)))

const TRIES = 20
const AGAIN_MS = 20

/** What lies there is replaced only where nobody listens. */
async function listenAlone(server: Server, meeting: Meeting, secret: Secret): Promise<Listening | null> {
  const name = meetingPlace(secret)
  return withLock(listenLock(meeting), async () => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const there = await arrive(meeting, name, secret)
      if (there === null) return meeting.listen(server, name)
      there.wire.cut()
      if (there.met === 'ours') return null
      if (there.met !== 'gone') break
      // One that was killed is connected to until the system has closed what it had.
      await sleep(AGAIN_MS)
    }
    throw strangerIn(meeting.folder)
  })
}

class Doors {
  readonly #desk: GatewayDesk
  readonly #idleMs: number
  readonly #secret: Secret
  readonly #world: GatewayWorld
  readonly #channels = new Set<Channel>()
  #serving: Promise<Serving> | null = null
  #unproven = 0
  #served = 0
  #usedAt = performance.now()
  #onServed: () => void

  constructor(desk: GatewayDesk, secret: Secret, idleMs: number) {
    const { paths, readSettings } = desk
    this.#desk = desk
    this.#idleMs = idleMs
    const sessions = new Sessions({
      random: () => randomBytes(8).toString('hex'),
      now: () => performance.now(),
      isAlive,
      idleMs,
      kept: openConversations(paths.state, idleMs),
      nameOf: ({ pid, start }, user) => JSON.stringify(['process', pid, start, user]),
    })
    this.#secret = secret
    this.#onServed = () => {
      this.#onServed = () => undefined
      desk.onServed?.()
    }
    const keyring = new Keyring({ now: () => performance.now(), date: () => Date.now() })
    this.#world = { paths, sessions, turns: new Turns(), keyring, readSettings }
  }

  get size(): number {
    return this.#served
  }

  /** What guards is large: it is loaded while the first door comes, not before that can. */
  prepare(): Promise<Serving> {
    return (this.#serving ??= import('./one-door.ts').then(({ newServing }) => newServing(this.#world)))
  }

  open(socket: Socket): void {
    if (this.#unproven >= bound('door-unproven')) {
      socket.destroy()
      return
    }
    this.#unproven += 1
    void this.#open(socket)
    // Loaded while the door looks at our proof.
    setImmediate(() => void this.prepare())
  }

  isIdle(): boolean {
    this.#world.sessions.sweep()
    // Who unlocked it for a time would otherwise find it locked after a pause.
    const isUnlocked = this.#world.keyring.leftMs() !== null
    if (isUnlocked || this.#served + this.#unproven > 0) this.#usedAt = performance.now()
    return performance.now() - this.#usedAt >= this.#idleMs
  }

  endAll(): void {
    this.#world.keyring.lock()
    for (const channel of this.#channels) channel.close()
  }

  async #open(socket: Socket): Promise<void> {
    const entered = await enter(socket, this.#secret).finally(() => (this.#unproven -= 1))
    if (entered === null) return
    const { wire } = entered
    if ('order' in entered) return obey(entered, this.#world)
    if (this.#served >= bound('gateway-doors')) {
      const why = `${this.#served} servers run already, which is the most that one gateway guards`
      return (await this.prepare()).refuse(
        entered,
        new Failure('gateway-unavailable', why, { fix: 'End some of them first.' }),
      )
    }
    this.#served += 1
    this.#onServed()
    let channel: Channel | undefined
    try {
      await (await this.prepare()).serve(entered, (one) => this.#channels.add((channel = one)))
    } finally {
      if (channel !== undefined) this.#channels.delete(channel)
      this.#served -= 1
      this.#usedAt = performance.now()
      void wire.over.then((why) => why !== null && this.#desk.say(`A door was cut off: ${why}.`))
    }
  }
}
