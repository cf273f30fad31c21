// Hands the key of the store to the gateway process of this user, and takes it back. The gateway shows first that it is ours.
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { askGateway } from '../gateway-process/ask.ts'
import { reachGateway, reachRunning, type Way } from '../gateway-process/reach.ts'
import { noStore, openStore, type SecretsDesk } from './opened.ts'

/** Milliseconds for which it stays unlocked. */
export async function unlock(ms: number, way: Way, desk: SecretsDesk): Promise<number> {
  const opened = await openStore(desk)
  if (opened === null) throw noStore()
  const key = Buffer.from(opened.key).toString('hex')
  const { untilMs, refused } = await askGateway(await reachGateway(desk.paths, way), { order: 'unlock', key, ms })
  if (refused === null && untilMs !== null) return untilMs
  throw new Failure('secrets-locked', `The gateway process did not take the key: ${refused ?? 'it is locked again'}`, {
    fix: 'Repeat the command.',
  })
}

/** False: no gateway process of this version runs, so none has a key. */
export async function lockAgain(paths: Paths, version: string): Promise<boolean> {
  const wire = await reachRunning(paths, version)
  if (wire === null) return false
  await askGateway(wire, { order: 'lock' })
  return true
}

/** Milliseconds for which the store stays unlocked; null: it is locked. */
export async function unlockedFor(paths: Paths, version: string): Promise<number | null> {
  const wire = await reachRunning(paths, version)
  return wire === null ? null : (await askGateway(wire, { order: 'state' })).untilMs
}
