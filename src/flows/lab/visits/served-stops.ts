// What `serve` itself stopped, told from its log: requests that came to no guard, and people that were kept apart.
import type { Line } from '../../../core/evidence/chain.ts'
import { isTokenRefusal } from '../../../core/identity/refusals.ts'
import type { Part, Stop } from '../../../core/model/lab.ts'
import { reveal } from '../../../core/model/untrusted.ts'

export const servedStops = (events: readonly Line[]): readonly Stop[] => [
  ...events.flatMap(refused),
  ...apart(events),
  ...ownWay(events),
]

const PREFIX = 'http-'

function refused(event: Line): readonly Stop[] {
  if (event.type !== 'fault' || !event.code.startsWith(PREFIX)) return []
  const why = event.code.slice(PREFIX.length)
  return [{ part: partOf(why), by: 'serve', what: `${why}: ${reveal(event.detail)}` }]
}

function partOf(why: string): Part {
  // A session is found only by its id and the person together.
  if (why === 'session-unknown') return 'tenants'
  return why === 'unauthorized' || isTokenRefusal(why) ? 'identity' : 'protocol'
}

/**
 * What is sent to a remote server is made anew: its headers are those of the approval, and there is no way for a client's. It counts
 * where a call was really sent there.
 */
function ownWay(events: readonly Line[]): readonly Stop[] {
  const isReached = events.some((event) => event.type === 'launch' && event.backend === 'remote')
  const isAnswered = events.some(
    (event) =>
      event.type === 'message' &&
      event.kind === 'answer' &&
      event.method === 'tools/call' &&
      event.decision === 'allow',
  )
  if (!isReached || !isAnswered) return []
  return [{ part: 'identity', by: 'serve', what: 'the server is reached with credentials of the gateway alone' }]
}

/** Where several people used one server, each had one of their own: each guard starts its own. */
function apart(events: readonly Line[]): readonly Stop[] {
  const started = events.filter((event) => event.type === 'guard-started')
  const sessions = new Set(started.map(({ session }) => session))
  const users = new Set(started.flatMap(({ user }) => user ?? []))
  if (users.size < 2 || sessions.size < users.size) return []
  return [{ part: 'tenants', by: 'serve', what: `a process of the server for each of ${users.size} people` }]
}
