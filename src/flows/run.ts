// A run in this process: the stdio of this process becomes a channel, and the guard behind it lives here too.
import { markOf } from '../io/file/alive.ts'
import { lineChannel } from '../io/transport/lines.ts'
import { grantedEnv, readingOf } from './door.ts'
import { guard } from './gateway/guard.ts'
import type { GuardWorld } from './gateway/world.ts'
import { guardWorld, ownShare, type Door } from './guard-world.ts'

export const run = (door: Door): Promise<0 | 1 | 2> =>
  serve(door, guardWorld({ ...door, isOwner: true }, ownShare(door)))

/** The door of `run` before any guard's world. */
export async function serve(door: Door, world: GuardWorld): Promise<0 | 1 | 2> {
  const isRead = readingOf(door.stdout)
  const channel = lineChannel(door.stdin, door.stdout)
  door.onEnd(() => channel.close())
  const env = await grantedEnv(door, world)
  const exit = await guard(channel, { wants: door.wants, env, client: markOf(door.clientPid) }, world)
  await isRead()
  return exit
}
