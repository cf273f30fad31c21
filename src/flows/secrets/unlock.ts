// Hands the key of the store to the gateway process of this user and to each `serve`, and takes it back. Each of them shows first
// that it is ours.
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { askGateway } from '../gateway-process/ask.ts'
import { reachAll, reachGateway, reachServing, type Way } from '../gateway-process/reach.ts'
import { noStore, openStore, type SecretsDesk } from './opened.ts'

/** Milliseconds for which it stays unlocked. */
export async function unlock(ms: number, way: Way, desk: SecretsDesk): Promise<number> {
  const opened = await openStore(desk)
  if (opened === null) throw noStore()
  const key = Buffer.from(opened.key).toString('hex')
  const order = { order: 'unlock', key, ms } as const
  const { untilMs, refused } = await askGateway(await reachGateway(desk.paths, way), order)
  if (refused === null)
    await Promise.all((await reachServing(desk.paths, way.version)).map((wire) => askGateway(wire, order)))
  if (refused === null && untilMs !== null) return untilMs
  throw new Failure('secrets-locked', `The gateway process did not take the key: ${refused ?? 'it is locked again'}`, {
    fix: 'Repeat the command.',
  })
}

/** False: no process of this version runs that could have a key. */
export async function lockAgain(paths: Paths, version: string): Promise<boolean> {
  const wires = await reachAll(paths, version)
  await Promise.all(wires.map((wire) => askGateway(wire, { order: 'lock' })))
  return wires.length > 0
}

/** Milliseconds for which the store stays unlocked where it does so longest; null: it is locked. */
export async function unlockedFor(paths: Paths, version: string): Promise<number | null> {
  const wires = await reachAll(paths, version)
  const told = await Promise.all(wires.map((wire) => askGateway(wire, { order: 'state' })))
  const left = told.flatMap(({ untilMs }) => (untilMs === null ? [] : [untilMs]))
  return left.length === 0 ? null : Math.max(...left)
}
