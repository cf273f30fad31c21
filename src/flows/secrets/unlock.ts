// Hands the key of the store to the gateway process of this user and to each `serve`, and takes it back. Each of them shows first
// that it is ours.
import type { Told } from '../../core/door/order.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import type { Wire } from '../../io/transport/wire.ts'
import { askGateway } from '../gateway-process/ask.ts'
import { askAll, askServing, GATEWAY, type Unanswered } from '../gateway-process/ask-each.ts'
import { reachGateway } from '../gateway-process/reach.ts'
import type { Way } from '../gateway-process/start-early.ts'
import { noStore, openStore, type SecretsDesk } from './opened.ts'

/** `by`: who did it. Each of `unanswered` may still have a key, or have none. */
type Reached = { readonly by: readonly string[]; readonly unanswered: readonly Unanswered[] }
type Unlocked = Reached & { readonly untilMs: number | null }

/** Milliseconds for which it stays unlocked; null: nobody took the key. `way` null: by each `serve` alone. */
export async function unlock(ms: number, way: Way | null, version: string, desk: SecretsDesk): Promise<Unlocked> {
  const opened = await openStore(desk)
  if (opened === null) throw noStore()
  const key = Buffer.from(opened.key).toString('hex')
  const hand = async (wire: Wire): Promise<number> => {
    const { untilMs, refused } = await askGateway(wire, { order: 'unlock', key, ms })
    if (refused === null && untilMs !== null) return untilMs
    throw new Failure('secrets-locked', `The key was not taken: ${refused ?? 'it is locked again'}`, {
      fix: 'Repeat the command.',
    })
  }
  const own = way === null ? [] : [{ who: GATEWAY, answer: await hand(await reachGateway(desk.paths, way)) }]
  const served = await askServing(desk.paths, version, hand)
  const answers = [...own, ...served.answers]
  const untilMs = answers[0]?.answer ?? null
  return { untilMs, by: answers.map(({ who }) => who), unanswered: served.unanswered }
}

/** Whether a `serve` of this build runs, or what stands in the place of one does not say. */
export async function isServed(paths: Paths, version: string): Promise<boolean> {
  const { answers, unanswered } = await askServing(paths, version, stateOf)
  return answers.length + unanswered.length > 0
}

const stateOf = (wire: Wire): Promise<Told> => askGateway(wire, { order: 'state' })

export async function lockAgain(paths: Paths, version: string): Promise<Reached> {
  const { answers, unanswered } = await askAll(paths, version, async (wire) => {
    const { untilMs } = await askGateway(wire, { order: 'lock' })
    if (untilMs !== null) throw new Failure('gateway-unavailable', 'It says that it is still unlocked')
  })
  return { by: answers.map(({ who }) => who), unanswered }
}

/** `untilMs`: for how long the store stays unlocked where it does so longest; null: it is locked. */
export async function unlockedFor(
  paths: Paths,
  version: string,
): Promise<Pick<Reached, 'unanswered'> & { readonly untilMs: number | null }> {
  const { answers, unanswered } = await askAll(paths, version, stateOf)
  const left = answers.flatMap(({ answer: { untilMs } }) => (untilMs === null ? [] : [untilMs]))
  return { untilMs: left.length === 0 ? null : Math.max(...left), unanswered }
}
