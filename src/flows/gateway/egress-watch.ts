// Watches what a server with network grants tries to reach: each attempt goes into the log with the calls in flight, and what
// an honest server rarely does is raised as an alert, in the log and once for the person.
import { AlertWatch, type Alert } from '../../core/egress/alert.ts'
import type { Attempt } from '../../core/egress/attempt.ts'
import type { EventBody, Recorder } from '../../core/evidence/event.ts'
import type { NetworkAlertKind } from '../../core/model/alert.ts'
import type { NetGrant } from '../../core/model/grants.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { Exchange } from './exchanges.ts'
import type { GuardWorld } from './world.ts'

export type Watched = {
  readonly server: string
  readonly session: string
  readonly net: readonly NetGrant[]
  readonly known: readonly string[] | null
  readonly recorder: Recorder
  /** Requests of the client that wait for an answer. */
  readonly inFlight: () => readonly Exchange[]
  readonly world: Pick<GuardWorld, 'now' | 'say' | 'keepDestination'>
}

/** A request that stays open for as long as the client listens: it asks for no work. */
const LISTENING = 'subscriptions/listen'

export class EgressWatch {
  readonly #watched: Watched
  readonly #alerts: AlertWatch
  /** The last attempt for each host, by its number in the log. */
  readonly #attempts = new Map<string, number>()

  constructor(watched: Watched) {
    this.#watched = watched
    this.#alerts = new AlertWatch(watched.net, watched.known, watched.world.now())
  }

  /** The same recorder, which also tells this watch what the client asks for and is answered. */
  get recorder(): Recorder {
    const { recorder, world } = this.#watched
    const record = (event: EventBody): number => {
      if (isWork(event)) this.#alerts.worked(event.bytes, world.now())
      return recorder.record(event)
    }
    return { ...recorder, record }
  }

  /** Throws when it cannot be recorded; nothing may pass then. */
  readonly onAttempt = (attempt: Attempt): void => {
    const { server, session, recorder, inFlight, world } = this.#watched
    const calls = inFlight()
    const of = recorder.record({ type: 'egress', server, session, ...attempt, calls: calls.map(({ key }) => key) })
    const isCalling = calls.some(({ method }) => method !== LISTENING)
    const { alerts, isNew } = this.#alerts.attempted(attempt, isCalling, world.now())
    if (attempt.verdict === 'allow') this.#attempts.set(attempt.host, of)
    if (isNew) world.keepDestination(server, attempt.host)
    for (const alert of alerts) this.#raise(alert, of)
  }

  /** Throws like onAttempt. */
  readonly onSent = (host: string, bytes: number): void => {
    for (const alert of this.#alerts.sent(host, bytes)) this.#raise(alert, this.#attempts.get(host) ?? 0)
  }

  #raise(alert: Alert, of: number): void {
    const { server, session, recorder, world } = this.#watched
    recorder.record({ type: 'alert', server, session, ...alert, of })
    world.say(
      `Alert: ${server}, ${quote(untrusted(alert.host), 260)}: ${MEANS[alert.kind]} (${alert.detail}). ${next(server)}`,
    )
  }
}

const MEANS: Readonly<Record<NetworkAlertKind, string>> = {
  'idle-beacon': 'it acts on its own, like a beacon',
  'first-seen': 'a destination that is new for it',
  'data-in-names': 'the names that it looks up seem to carry data',
  'unusual-volume': 'it sends far more than its calls explain',
}

const next = (server: string): string =>
  `See \`sallyport log query --server ${server} --type egress\`; \`sallyport quarantine ${server}\` stops it.`

/** What a server sends of itself is no work: it could keep itself busy. */
const isWork = (event: EventBody): event is Extract<EventBody, { type: 'message' }> =>
  event.type === 'message' && (event.direction === 'upstream' || event.kind === 'answer' || event.kind === 'error')
