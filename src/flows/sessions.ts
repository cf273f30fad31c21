// The conversations that the gateway process and each `serve` follow: what each was exposed to, and that one of them is a new one from now on.
import { decodeTold } from '../core/door/order.ts'
import { decodeSessions } from '../core/door/session-list.ts'
import { Failure } from '../core/model/failure.ts'
import type { Paths } from '../core/model/paths.ts'
import type { SessionShown } from '../core/model/session.ts'
import type { Wire } from '../io/transport/wire.ts'
import { openEvidence } from '../io/store/evidence/writer.ts'
import { askGateway, wordsOf } from './gateway-process/ask.ts'
import { askAll, type Unanswered } from './gateway-process/ask-each.ts'

export type SessionsDesk = {
  readonly paths: Paths
  /** Of this build: the gateway of another one is not asked. */
  readonly version: string
  readonly by: string
}

type SessionsHere = { readonly sessions: readonly SessionShown[]; readonly unanswered: readonly Unanswered[] }

/** Of the gateway process and of each `serve`; none where none of them runs. */
export async function sessionsHere({ paths, version }: SessionsDesk): Promise<SessionsHere> {
  const { answers, unanswered } = await askAll(paths, version, toldBy)
  return { sessions: answers.flatMap(({ answer }) => answer), unanswered }
}

async function toldBy(wire: Wire): Promise<readonly SessionShown[]> {
  const words = await wordsOf(wire, { order: 'sessions' })
  const sessions = decodeSessions(words)
  if (sessions !== null) return sessions
  throw new Failure('gateway-unavailable', `It did not tell: ${decodeTold(words)?.refused ?? 'no answer'}`)
}

export async function sessionWith(id: string, desk: SessionsDesk): Promise<SessionShown> {
  const { sessions, unanswered } = await sessionsHere(desk)
  const found = sessions.find((one) => one.id === id)
  if (found !== undefined) return found
  if (unanswered.length > 0) throw unansweredBy(unanswered)
  throw new Failure('name-unknown', 'No conversation has this id', {
    fix: 'Run `sallyport sessions` to see those there are.',
  })
}

/** In the log before it is done. */
export async function clearSession(session: SessionShown, { paths, version, by }: SessionsDesk): Promise<void> {
  const { id, exposed } = session
  const recorder = await openEvidence(paths)
  try {
    const labels = exposed.map(({ label }) => label)
    await recorder.durable({ type: 'session-cleared', session: id, by, labels })
  } finally {
    await recorder.close()
  }
  // Ids are made by chance: one of them alone has it.
  const { answers, unanswered } = await askAll(paths, version, (wire) =>
    askGateway(wire, { order: 'clear', session: id }),
  )
  if (answers.some(({ answer: { refused } }) => refused === null)) return
  throw unanswered.length > 0 ? unansweredBy(unanswered) : gone()
}

const unansweredBy = (unanswered: readonly Unanswered[]): Failure =>
  new Failure(
    'gateway-unavailable',
    `The conversation was not found, and not everybody was heard: ${unanswered.map(({ who, why }) => `${who}: ${why}`).join('; ')}`,
  )

const gone = (): Failure =>
  new Failure('name-unknown', 'The conversation has ended meanwhile', { fix: 'Nothing is left to be cleared.' })
