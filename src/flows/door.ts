// What a door does whatever is behind it: a guard in this process, the gateway process, or nothing.
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { pinOf } from '../core/lock/lockfile.ts'
import { bound } from '../core/model/bounds.ts'
import { Failure } from '../core/model/failure.ts'
import type { Grants } from '../core/model/grants.ts'
import { clientSecretOf } from '../core/model/secret-name.ts'
import { lineChannel } from '../io/transport/lines.ts'
import { refuse } from './gateway/refuse.ts'
import type { GuardWorld } from './gateway/world.ts'
import type { Door } from './guard-world.ts'

/** When there is nothing behind the door: whoever knocks learns why, and what to do. */
export async function turnAway(failure: Failure, { stdin, stdout, say }: Pick<Door, 'stdin' | 'stdout' | 'say'>) {
  const isRead = readingOf(stdout)
  const exit = await refuse(lineChannel(stdin, stdout), failure, { say, sleep: (ms) => sleep(ms) })
  await isRead()
  return exit
}

/**
 * A slow reader gets the last words too, within a bound: the process ends after this. Asked for before the first word,
 * because the standard output of a process forgets that it has ended.
 */
export function readingOf(stdout: Writable): () => Promise<void> {
  const read = finished(stdout, { readable: false }).catch(() => undefined)
  return () => Promise.race([read, sleep(bound('drain-ms'))])
}

/** The values that the pin names, and no other: what is not granted never leaves the door. */
export async function grantedEnv(
  { wants, env }: Pick<Door, 'wants' | 'env'>,
  world: Pick<GuardWorld, 'readLock'>,
): Promise<Record<string, string>> {
  const grants = 'name' in wants ? await pinnedGrants(wants.name, world) : wants.grants
  const names = [
    ...(grants?.env ?? []).map(({ name }) => name),
    ...[...(grants?.secrets ?? []).map(({ ref }) => ref), clientSecretOf(grants ?? {}) ?? ''].flatMap((ref) =>
      ref.startsWith('env:') ? [ref.slice('env:'.length)] : [],
    ),
  ]
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}

/** Undefined when there is none, or the lockfile cannot be read: the guard finds the same and answers the client. */
async function pinnedGrants(name: string, { readLock }: Pick<GuardWorld, 'readLock'>): Promise<Grants | undefined> {
  const lock = await readLock().catch((cause: unknown) => {
    if (cause instanceof Failure) return null
    throw cause
  })
  return lock === null ? undefined : pinOf(lock, name)?.grants
}
