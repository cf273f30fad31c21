// What the connections of one run have used up: together, and each host for itself, so that one cannot starve the others.
import type { Limits } from './limits.ts'

const MINUTE_MS = 60_000

type Host = { open: number; up: number; down: number }

export class Ledger {
  readonly #limits: Limits
  readonly #hosts = new Map<string, Host>()
  readonly #all: Host = { open: 0, up: 0, down: 0 }
  readonly #minute = { since: -Infinity, opened: 0 }

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Why no further connection may be opened at all, or null; one that may is counted until `close`. */
  open(now: number): string | null {
    if (now - this.#minute.since >= MINUTE_MS) Object.assign(this.#minute, { since: now, opened: 0 })
    this.#minute.opened += 1
    if (this.#all.open >= this.#limits.connections) return 'too many connections'
    if (this.#minute.opened > this.#limits.opens) return 'too many connections in one minute'
    this.#all.open += 1
    return null
  }

  close(): void {
    this.#all.open -= 1
  }

  /** Why none may be opened to this host, or null; one that may is counted until `closeTo`. Hosts are granted names. */
  openTo(name: string): string | null {
    const host = this.#host(name)
    if (host.open >= this.#limits.hostConnections) return 'too many connections to this host'
    const why = this.#overspent(host)
    if (why === null) host.open += 1
    return why
  }

  closeTo(name: string): void {
    this.#host(name).open -= 1
  }

  /** Why these bytes must not pass, or null. They are counted either way. */
  spend(name: string, way: 'up' | 'down', bytes: number): string | null {
    const host = this.#host(name)
    for (const one of [this.#all, host]) one[way] += bytes
    return this.#overspent(host)
  }

  #overspent(host: Host): string | null {
    const { upBytes, downBytes, hostUpBytes, hostDownBytes } = this.#limits
    if (this.#all.up > upBytes || this.#all.down > downBytes) return ALL_SPENT
    return host.up > hostUpBytes || host.down > hostDownBytes ? 'the bytes of this run to this host are used up' : null
  }

  #host(name: string): Host {
    const known = this.#hosts.get(name)
    if (known !== undefined) return known
    const host = { open: 0, up: 0, down: 0 }
    this.#hosts.set(name, host)
    return host
  }
}

export const ALL_SPENT = 'the bytes of this run are used up'
