// Takes grants for a time away. It needs no answer: it only takes. Running guards obey within a second.
import type { TimedGrant } from '../../core/approval/timed-grant.ts'
import { powerText } from '../../core/approval/timed-words.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, reveal, untrusted } from '../../core/model/untrusted.ts'
import type { Paths } from '../../core/model/paths.ts'
import type { ChangeDesk } from '../change/lock.ts'
import type { Outcome } from '../outcome.ts'
import { grantEvent, keptGrants, sweepEnded } from './kept.ts'

export type RevokeDesk = Pick<ChangeDesk, 'openRecorder' | 'by'> & { readonly paths: Paths }
export type Which = { readonly id: string } | { readonly server: string } | 'all'

export async function revoke(word: string | undefined, all: boolean, desk: RevokeDesk): Promise<Outcome> {
  if (all) {
    const taken = await takeGrants('all', desk)
    if (taken === 'unread')
      return { kind: 'done', text: 'what lay there was not written by Sallyport, and is taken away\n' }
    return done(taken)
  }
  const grants = await keptGrants(desk.paths).read()
  const isId = grants.some(({ id }) => id === word)
  const taken = await takeGrants(isId ? { id: word! } : { server: word! }, desk)
  if (taken !== 'unread' && taken.length > 0) return done(taken)
  const known = 'What is granted now stands in `sallyport grant`.'
  throw new Failure('name-unknown', `Nothing is granted under ${quote(untrusted(word!))}`, { fix: known })
}

function done(taken: readonly TimedGrant[]): Outcome {
  if (taken.length === 0) return { kind: 'done', text: 'nothing was granted\n' }
  const lines = taken.map(({ id, server, power }) => `revoked ${id}: ${powerText(power)} of ${reveal(server)}`)
  return {
    kind: 'done',
    text: `${lines.join('\n')}\nwhat runs under ${taken.length === 1 ? 'it' : 'them'} is ended within a second\n`,
  }
}

type Taken = readonly TimedGrant[] | 'unread'

/** Taken away also where the log takes nothing more: then it fails after. A file that cannot be read goes as a whole. */
export async function takeGrants(which: Which, { openRecorder, by, paths }: RevokeDesk): Promise<Taken> {
  const kept = keptGrants(paths)
  const isMeant = (grant: TimedGrant): boolean =>
    which === 'all' || ('id' in which ? grant.id === which.id : grant.server === which.server)
  const found = await kept.read().catch((cause: unknown) => {
    if (which === 'all') return null
    throw cause
  })
  if (found === null) {
    await kept.clear()
    return 'unread'
  }
  if (!found.some(isMeant)) return []
  let taken: readonly TimedGrant[] = []
  await kept.change(async (now) => {
    taken = now.filter(isMeant)
    return taken.length === 0 ? now : now.filter((grant) => !isMeant(grant))
  })
  const recorder = await openRecorder()
  try {
    for (const grant of taken) await recorder.durable(grantEvent(grant, 'revoked', { by }))
    await sweepEnded(kept, async () => recorder.record)
  } finally {
    await recorder.close()
  }
  return taken
}
