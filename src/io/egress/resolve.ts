// The names of this machine's own resolver: hosts file, DNS and all, as any program here would see them. Few lookups run at a time in a
// whole process (libuv gives them half of its four threads), and one that nobody answers takes its thread for ten seconds and more. So
// whoever owns the DNS of one server could keep all others from being found.
import { lookup } from 'node:dns/promises'
import { bound } from '../../core/model/bounds.ts'
import { once } from '../../core/model/once.ts'

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly string[]>

export const resolveHere: Resolve = async (name) => (await here()).resolve(name)

const here = once(
  async () => new Lookups(async (name) => (await lookup(name, { all: true })).map(({ address }) => address)),
)

/** So long takes no name that somebody answers for. */
const SLOW_MS = 2_000

export class Lookups {
  readonly #look: Resolve
  readonly #now: () => number
  readonly #underWay = new Map<string, Promise<readonly string[]>>()
  /** Domains that were slow when they were last asked for. */
  readonly #slow = new Set<string>()
  /** Lookups in these, which are done one after the other. */
  #waiting = 0
  #turn: Promise<unknown> = Promise.resolve()

  /** `now` in milliseconds. */
  constructor(look: Resolve, now: () => number = () => performance.now()) {
    this.#look = look
    this.#now = now
  }

  /** Once for all who ask for the same name meanwhile. */
  resolve(name: string): Promise<readonly string[]> {
    const known = this.#underWay.get(name)
    if (known !== undefined) return known
    const found = this.#inTurn(name).finally(() => this.#underWay.delete(name))
    this.#underWay.set(name, found)
    return found
  }

  async #inTurn(name: string): Promise<readonly string[]> {
    if (!this.#slow.has(domainOf(name))) return this.#timed(name)
    if (this.#waiting >= bound('slow-names')) throw new Error('too many names wait that nobody answered for')
    this.#waiting += 1
    const found = this.#turn.then(() => this.#timed(name)).finally(() => (this.#waiting -= 1))
    this.#turn = found.catch(() => undefined)
    return found
  }

  async #timed(name: string): Promise<readonly string[]> {
    const since = this.#now()
    try {
      return await this.#look(name)
    } finally {
      this.#judge(domainOf(name), this.#now() - since)
    }
  }

  /** Past the bound the oldest is forgotten. */
  #judge(domain: string, ms: number): void {
    this.#slow.delete(domain)
    if (ms < SLOW_MS) return
    this.#slow.add(domain)
    if (this.#slow.size > bound('slow-names')) this.#slow.delete(this.#slow.values().next().value!)
  }
}

/** Who owns a domain owns all names below it. */
const domainOf = (name: string): string => name.toLowerCase().replace(/\.$/, '').split('.').slice(-2).join('.')
