// What in the attempts of a server an honest one rarely does. A fold over attempts and messages: it warns and prevents
// nothing, so it would rather be silent than wrong. Each kind is raised once for each destination of a run.
import type { NetworkAlertKind } from '../model/alert.ts'
import { bound } from '../model/bounds.ts'
import type { NetGrant } from '../model/grants.ts'
import type { Attempt } from './attempt.ts'
import { covers } from './name.ts'
import { NameWatch } from './name-watch.ts'

/** The host is a stranger's words; the detail is ours. */
export type Alert = { readonly kind: NetworkAlertKind; readonly host: string; readonly detail: string }

/** What came of an attempt: what to raise, and whether this destination is to be remembered for later runs. */
export type Noticed = { readonly alerts: readonly Alert[]; readonly isNew: boolean }

type Idle = { moments: number; lastAt: number }

export class AlertWatch {
  readonly #grants: readonly NetGrant[]
  /** What earlier runs tried; null when nothing is known of any. */
  readonly #known: ReadonlySet<string> | null
  readonly #idle = new Map<string, Idle>()
  readonly #sent = new Map<string, number>()
  readonly #seen = new Set<string>()
  readonly #raised = new Set<string>()
  readonly #names = new NameWatch()
  #carried = 0
  #busyAt: number

  /** `startedAt` and all later times are milliseconds of one clock. A start counts as work that was asked for. */
  constructor(grants: readonly NetGrant[], known: readonly string[] | null, startedAt: number) {
    this.#grants = grants
    this.#known = known === null ? null : new Set(known)
    this.#busyAt = startedAt
  }

  /** The client asked, or the server answered. */
  worked(bytes: number, at: number): void {
    this.#carried += bytes
    this.#busyAt = at
  }

  attempted({ host, port, verdict }: Attempt, isCalling: boolean, at: number): Noticed {
    // Without a host or a port it is a count or a broken query, and no destination.
    if (verdict === 'closed' || host === '' || port === 0) return { alerts: [], isNew: false }
    const data = this.#dataIn(host, at)
    // Data is no destination: one line says it, and nobody needs to remember it.
    const isNew = !this.#names.isTold(host) && this.#isNew(host)
    const alerts = [...data, ...(isNew ? this.#firstSeen(host) : []), ...this.#beacon(host, isCalling, at)]
    return { alerts, isNew }
  }

  /** Bytes on their way to a host. */
  sent(host: string, bytes: number): readonly Alert[] {
    const sum = (this.#sent.get(host) ?? 0) + bytes
    this.#sent.set(host, sum)
    if (sum < bound('alert-volume-bytes') || sum < this.#carried * bound('alert-volume-ratio')) return []
    return this.#raise('unusual-volume', host, `${sum} bytes were sent, and all its calls carried ${this.#carried}`)
  }

  #isNew(host: string): boolean {
    if (this.#seen.has(host) || this.#known?.has(host) === true || this.#raised.size >= bound('egress-alerts')) {
      return false
    }
    this.#seen.add(host)
    return true
  }

  /** A name that a person wrote down says nothing that was not known before. Has a bound of its own: others cannot use it up. */
  #dataIn(host: string, at: number): readonly Alert[] {
    if (this.#grants.some((grant) => grant.host === host)) return []
    const told = this.#names.tried(host, at)
    return told === null ? [] : [{ kind: 'data-in-names', ...told }]
  }

  /** A person named an exact grant; below a wildcard the first run shows what is usual. */
  #firstSeen(host: string): readonly Alert[] {
    // Browsers ask for service records of each host they open (`_8443._https.name`): that is the name itself.
    const served = host.replace(/^(?:_[^.]+\.)+/, '')
    if (this.#grants.some((grant) => grant.host === served)) return []
    const isGranted = this.#grants.some((grant) => covers(grant.host, host))
    if (isGranted && this.#known === null) return []
    const where = isGranted ? 'it lies below a granted wildcard' : 'it is not granted'
    return this.#raise('first-seen', host, `this server never tried it before, and ${where}`)
  }

  #beacon(host: string, isCalling: boolean, at: number): readonly Alert[] {
    if (isCalling || at - this.#busyAt < bound('alert-quiet-ms')) return []
    const idle = this.#idle.get(host) ?? { moments: 0, lastAt: -Infinity }
    // Programs look up twice, and try again at once: that is one moment.
    if (at - idle.lastAt >= bound('alert-moment-ms')) idle.moments += 1
    idle.lastAt = at
    if (this.#idle.has(host) || this.#idle.size < bound('egress-names')) this.#idle.set(host, idle)
    if (idle.moments < bound('alert-idle-moments')) return []
    return this.#raise('idle-beacon', host, `it was tried ${idle.moments} times while nothing was asked of this server`)
  }

  #raise(kind: NetworkAlertKind, host: string, detail: string): readonly Alert[] {
    const key = `${kind} ${host}`
    if (this.#raised.has(key) || this.#raised.size >= bound('egress-alerts')) return []
    this.#raised.add(key)
    return [{ kind, host, detail }]
  }
}
