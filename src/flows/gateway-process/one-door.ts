// One door in the gateway process: from its first byte to the exit code of its guard.
import { setTimeout as sleep } from 'node:timers/promises'
import type { DoorHello } from '../../core/door/hello.ts'
import { bound } from '../../core/model/bounds.ts'
import type { Channel } from '../../core/model/channel.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { lineChannel } from '../../io/transport/lines.ts'
import type { Wire } from '../../io/transport/wire.ts'
import { guard } from '../gateway/guard.ts'
import { refuse } from '../gateway/refuse.ts'
import type { Turns } from '../gateway/budget/turns.ts'
import { userName } from '../../io/file/user-name.ts'
import { type Door, guardWorld, type Place } from '../guard-world.ts'
import { PolicyHere } from '../policy/policy-here.ts'
import type { Entered } from './enter.ts'
import type { Keyring } from './keyring.ts'
import type { Sessions } from './sessions.ts'
import { SharedJudging } from './shared-judging.ts'

/** What the person's config says now: it may have changed since the gateway was started. */
export type Settings = Pick<Door, 'settings' | 'rules' | 'policy'>

/** What the doors of one gateway share. */
export type GatewayWorld = {
  readonly paths: Paths
  readonly sessions: Sessions
  readonly turns: Turns
  readonly keyring: Keyring
  readonly readSettings: () => Promise<Settings>
}

export type Serving = {
  /** Resolves when nothing of its server is left. `onChannel` is told what ends it early. */
  readonly serve: (entered: Entered, onChannel: (channel: Channel) => void) => Promise<void>
  /** For a door that may not be served: its client is told why. */
  readonly refuse: (entered: Entered, failure: Failure) => Promise<void>
}

export function newServing(world: GatewayWorld): Serving {
  const judging = new SharedJudging()
  return { serve: (entered, onChannel) => serveDoor(entered, world, judging, onChannel), refuse: refuseDoor }
}

async function serveDoor(
  { wire, hello }: Entered,
  world: GatewayWorld,
  judging: SharedJudging,
  onChannel: (channel: Channel) => void,
): Promise<void> {
  const channel = lineChannel(wire.incoming, wire.outgoing)
  onChannel(channel)
  wire.carry(['leave'], () => channel.close())
  const exit = await guarded(wire, channel, hello, world, judging)
  await Promise.race([written(wire), sleep(bound('drain-ms'), undefined, { ref: false })])
  wire.send('exit', Uint8Array.of(exit))
  wire.finish()
}

async function refuseDoor({ wire }: Entered, failure: Failure): Promise<void> {
  const channel = lineChannel(wire.incoming, wire.outgoing)
  wire.carry(['leave'], () => channel.close())
  const exit = await refuse(channel, failure, { say: (line) => tell(wire, 'say', line), sleep: (ms) => sleep(ms) })
  await Promise.race([written(wire), sleep(bound('drain-ms'), undefined, { ref: false })])
  wire.send('exit', Uint8Array.of(exit))
  wire.finish()
}

async function guarded(
  wire: Wire,
  channel: Channel,
  hello: DoorHello,
  world: GatewayWorld,
  shared: SharedJudging,
): Promise<0 | 1 | 2> {
  const say = (line: string): void => tell(wire, 'say', line)
  const settings = await world.readSettings().catch((cause: unknown) => {
    if (cause instanceof Failure) return cause
    throw cause
  })
  if (settings instanceof Failure) return refuse(channel, settings, { say, sleep: (ms) => sleep(ms) })
  const { rules, policy, ...users } = settings
  const { session, leave: leaveSession } = world.sessions.join(hello.client, hello.name)
  const { judging, leave: leaveJudging } = shared.join(rules)
  const place: Place = {
    say,
    // Once its reader has fallen behind, a chatty server must not fill our memory: the log keeps its last words.
    echo: (server, line) =>
      wire.unsent < bound('stderr-unread-bytes') && tell(wire, 'echo', JSON.stringify([server, line])),
    explain: (cause) => tell(wire, 'explain', stackOf(cause)),
    // Only an approved server can be asked for: what it may be given of an environment came with the hello.
    env: {},
    cwd: '/',
    paths: world.paths,
    unlocked: () => world.keyring.key(),
    isOwner: true,
    ...users,
  }
  try {
    const wants = { name: hello.name }
    return await guard(
      channel,
      { wants, env: hello.env, client: hello.client },
      guardWorld(place, { judging, session, policy: new PolicyHere(policy, userName()), turns: world.turns }),
    )
  } finally {
    leaveSession()
    await leaveJudging()
  }
}

const MAX_LINE = bound('door-piece-bytes')

/** Words for stderr; one that is longer than a frame is shown in part. */
function tell(wire: Wire, kind: 'say' | 'echo' | 'explain', text: string): void {
  const words = Buffer.from(text === '' ? ' ' : text)
  if (words.length <= MAX_LINE) wire.send(kind, words)
  else if (kind !== 'echo') wire.send(kind, Buffer.concat([words.subarray(0, MAX_LINE - 8), Buffer.from('…')]))
}

function stackOf(cause: unknown): string {
  const said = []
  for (let error = cause; error instanceof Error; error = error.cause) said.push(error.stack ?? error.message)
  return said.join('\n')
}

const written = ({ outgoing }: Wire): Promise<void> =>
  outgoing.writableFinished || outgoing.destroyed
    ? Promise.resolve()
    : new Promise((resolve) => outgoing.once('finish', resolve).once('close', resolve))
