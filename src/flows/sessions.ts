// The conversations that the gateway process follows: what each was exposed to, and that one of them is a new one from now on.
import { decodeTold } from '../core/door/order.ts'
import { decodeSessions } from '../core/door/session-list.ts'
import { Failure } from '../core/model/failure.ts'
import type { Paths } from '../core/model/paths.ts'
import type { SessionShown } from '../core/model/session.ts'
import { openEvidence } from '../io/store/evidence/writer.ts'
import { askGateway, wordsOf } from './gateway-process/ask.ts'
import { reachRunning } from './gateway-process/reach.ts'

export type SessionsDesk = {
  readonly paths: Paths
  /** Of this build: the gateway of another one is not asked. */
  readonly version: string
  readonly by: string
}

/** None where no gateway process runs. */
export async function sessionsHere({ paths, version }: SessionsDesk): Promise<readonly SessionShown[]> {
  const wire = await reachRunning(paths, version)
  if (wire === null) return []
  const words = await wordsOf(wire, { order: 'sessions' })
  const sessions = decodeSessions(words)
  if (sessions !== null) return sessions
  throw new Failure(
    'gateway-unavailable',
    `The gateway process did not tell: ${decodeTold(words)?.refused ?? 'no answer'}`,
  )
}

export async function sessionWith(id: string, desk: SessionsDesk): Promise<SessionShown> {
  const found = (await sessionsHere(desk)).find((one) => one.id === id)
  if (found !== undefined) return found
  throw new Failure('name-unknown', 'No conversation has this id', {
    fix: 'Run `sallyport sessions` to see those there are.',
  })
}

/** In the log before it is done. */
export async function clearSession(session: SessionShown, { paths, version, by }: SessionsDesk): Promise<void> {
  const { id, exposed } = session
  const wire = await reachRunning(paths, version)
  if (wire === null) throw gone()
  const recorder = await openEvidence(paths)
  try {
    const labels = exposed.map(({ label }) => label)
    await recorder.durable({ type: 'session-cleared', session: id, by, labels })
  } finally {
    await recorder.close()
  }
  const { refused } = await askGateway(wire, { order: 'clear', session: id })
  if (refused !== null) throw gone()
}

const gone = (): Failure =>
  new Failure('name-unknown', 'The conversation has ended meanwhile', { fix: 'Nothing is left to be cleared.' })
