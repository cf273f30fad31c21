// Starts the guards of `serve`, one for each session, in this process.
import { Turns } from '../gateway/budget/turns.ts'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { bound } from '../../core/model/bounds.ts'
import { ERAS, type Era } from '../../core/model/catalogue.ts'
import type { Channel } from '../../core/model/channel.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Principal } from '../../core/model/principal.ts'
import type { Directory } from '../../core/protocol/aggregate/directory.ts'
import type { ParamHeader } from '../../core/protocol/http/param-headers.ts'
import { isAlive, markOf } from '../../io/file/alive.ts'
import { openConversations } from '../../io/store/conversations.ts'
import { openLock } from '../../io/store/lockfile.ts'
import { grantedEnv } from '../door.ts'
import { guard } from '../gateway/guard.ts'
import { refuse } from '../gateway/refuse.ts'
import type { GuardWorld, Hello } from '../gateway/world.ts'
import type { Settings } from '../gateway-process/one-door.ts'
import { Sessions } from '../gateway-process/sessions.ts'
import { SharedJudging } from '../gateway-process/shared-judging.ts'
import { type Door, guardWorld, type Place, type Shared } from '../guard-world.ts'
import { PolicyHere } from '../policy/policy-here.ts'
import type { ListsTold } from './lists-told.ts'
import { ALL } from './aggregate.ts'
import { Approved } from './approved.ts'

export type GuardsWorld = Pick<Door, 'paths' | 'env' | 'cwd' | 'say' | 'echo' | 'explain'> &
  Pick<Place, 'unlocked'> & {
    /** The approved names that are served, null for all of them; or one command, trusted for this run. */
    readonly serves: { readonly names: readonly string[] | null } | Extract<Hello['wants'], { once: readonly string[] }>
    readonly readSettings: () => Promise<Settings>
    /** Compares what servers list to different users; absent: nobody does. */
    readonly lists?: Pick<ListsTold, 'listed'>
    /** Instead of what a guard has anyway: the lab leaves one layer out. */
    readonly worldOf?: (at: At, given: Given) => GuardWorld
  }

/** What a guard is made of. */
export type Given = { readonly place: Place; readonly shared: Shared }

/** Who asks, and at which server. */
export type At = { readonly principal: Principal; readonly server: string }

const SWEEP_MS = 10_000

/** What a one-off server is called in its address. */
export const ONCE = 'once'

export type Guards = {
  /** The eras in which a server may be spoken to; null: there is none of this name here. */
  readonly erasOf: (server: string) => Promise<readonly Era[] | null>
  /** The headers that have to repeat arguments of this tool; of a command that was trusted once none is known. */
  readonly paramHeadersOf: (server: string, tool: string) => Promise<readonly ParamHeader[]>
  /** All servers that are served together. */
  readonly directory: () => Promise<Directory>
  /** The conversations of all principals. */
  readonly sessions: Sessions
  /** Resolves when nothing of the server is left. 0: its client ended it. 1: refused. 2: it could not be carried through. */
  readonly open: (at: At, channel: Channel) => Promise<0 | 1 | 2>
}

export function newGuards(world: GuardsWorld): Guards {
  const { paths, serves } = world
  const lock = openLock(paths)
  const { read: readLock } = lock
  const approved = new Approved(lock, () => performance.now())
  const client = markOf(process.pid)
  const judgings = new SharedJudging()
  // All clients of a principal are one conversation: nothing but the principal ties together the sessions that a client has
  // with several servers, and what one of them told must not go unseen to another.
  const sessions = new Sessions({
    random: () => randomBytes(8).toString('hex'),
    now: () => performance.now(),
    isAlive,
    idleMs: bound('http-session-ms'),
    kept: 'once' in serves ? null : openConversations(paths.state, bound('http-session-ms')),
    nameOf: (_, user) => JSON.stringify(['user', user]),
  })
  setInterval(() => sessions.sweep(), SWEEP_MS).unref()
  const turns = new Turns()
  const erasOf = async (server: string): Promise<readonly Era[] | null> => {
    if ('once' in serves) return server === ONCE ? ERAS : null
    if (server === ALL) return ERAS
    if (serves.names !== null && !serves.names.includes(server)) return null
    return approved.erasOf(server)
  }
  const open = async ({ principal, server }: At, channel: Channel): Promise<0 | 1 | 2> => {
    const { user, groups, isOwner } = principal
    const settings = await world.readSettings().catch(failureOf)
    if (settings instanceof Failure) {
      return refuse(channel, settings, { say: world.say, sleep: (ms) => sleep(ms) })
    }
    const wants = 'once' in serves ? serves : { name: server }
    const env = await grantedEnv({ wants, env: world.env }, { readLock })
    const { rules, policy, ...users } = settings
    const { session, leave } = sessions.join(client, server, user)
    const { judging, leave: leaveJudging } = judgings.join(rules)
    const shared = {
      judging,
      session,
      policy: new PolicyHere(policy, user, undefined, { groups, isOwner, client: 'http' }),
      // Where one person alone is served nobody has to be left room.
      turns: isOwner ? turns : turns.of(user),
    }
    try {
      const place = { ...world, ...users, isOwner }
      const made = world.worldOf?.({ principal, server }, { place, shared }) ?? guardWorld(place, shared)
      const listed: GuardWorld['listed'] = (...list) => world.lists?.listed(user, ...list)
      return await guard(channel, { wants, env, client }, { ...made, listed })
    } finally {
      leave()
      await leaveJudging()
    }
  }
  const directory = (): Promise<Directory> => approved.directory('once' in serves ? [] : serves.names)
  const paramHeadersOf = async (server: string, tool: string): Promise<readonly ParamHeader[]> => {
    if ('once' in serves) return []
    const owned = server === ALL ? (await directory()).find('tools', tool) : { server, item: tool }
    return owned === null ? [] : approved.paramHeadersOf(owned.server, owned.item)
  }
  return { erasOf, paramHeadersOf, directory, sessions, open }
}

function failureOf(cause: unknown): Failure {
  if (cause instanceof Failure) return cause
  throw cause
}
