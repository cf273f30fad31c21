// What the lockfile says of a server, as far as a request has to be judged before its guard sees it. Read at most once a second:
// whether an approval still stands is watched by each guard itself.
import { isQuarantined, pinOf } from '../../core/lock/lockfile.ts'
import { ERAS, type Era } from '../../core/model/catalogue.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import { Directory } from '../../core/protocol/aggregate/directory.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import { behind } from './behind.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { type ParamHeader, paramHeadersIn } from '../../core/protocol/http/param-headers.ts'
import type { LockStore } from '../../io/store/lockfile.ts'

const FRESH_MS = 1_000
const MOST_TOOLS = 1_000

export class Approved {
  readonly #lock: Pick<LockStore, 'read' | 'textOf'>
  readonly #now: () => number
  readonly #params = new Map<string, readonly ParamHeader[]>()
  #read: Promise<Lockfile> | null = null
  #readAt = 0
  #directory: { readonly serial: number; readonly is: Directory } | null = null

  constructor(lock: Pick<LockStore, 'read' | 'textOf'>, now: () => number) {
    this.#lock = lock
    this.#now = now
  }

  /** The eras in which a server may be spoken to; null: nobody approved one of this name. */
  async erasOf(server: string): Promise<readonly Era[] | null> {
    const pin = pinOf(await this.#newest(), server)
    if (pin === undefined) return null
    const { catalogue } = pin
    return catalogue === 'pending' ? ERAS : ERAS.filter((era) => catalogue[era] !== undefined)
  }

  /** The headers that have to repeat arguments of this tool. */
  async paramHeadersOf(server: string, tool: string): Promise<readonly ParamHeader[]> {
    const catalogue = pinOf(await this.#newest(), server)?.catalogue
    if (catalogue === undefined || catalogue === 'pending') return []
    // Modern clients of a server that only knows the other era read the schemas all the same.
    const tools = (catalogue.modern ?? catalogue.legacy)?.tools ?? {}
    const digest = Object.hasOwn(tools, tool) ? tools[tool]! : null
    if (digest === null) return []
    const known = this.#params.get(digest)
    if (known !== undefined) return known
    const body = JSON.parse(this.#lock.textOf(digest) ?? 'null') as Json
    const found = isObject(body) ? paramHeadersIn(body.inputSchema ?? null) : []
    if (this.#params.size >= MOST_TOOLS) this.#params.clear()
    this.#params.set(digest, found)
    return found
  }

  /** All of these names, or all there are; the same object as long as the lockfile is the same. */
  async directory(names: readonly string[] | null): Promise<Directory> {
    const lock = await this.#newest()
    if (this.#directory?.serial !== lock.serial) {
      const pins = Object.entries(lock.pins).filter(([name]) => names === null || names.includes(name))
      const servers = pins.map(([name, pin]) => behind(name, pin, isQuarantined(lock, name), this.#lock.textOf))
      this.#directory = { serial: lock.serial, is: new Directory(servers, sha256) }
    }
    return this.#directory.is
  }

  #newest(): Promise<Lockfile> {
    if (this.#read === null || this.#now() - this.#readAt >= FRESH_MS) {
      this.#readAt = this.#now()
      const read = this.#lock.read()
      this.#read = read
      read.catch(() => (this.#read = null))
    }
    return this.#read
  }
}
