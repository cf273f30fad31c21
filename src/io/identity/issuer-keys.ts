// The keys of one issuer, found by its own metadata (RFC 8414, OpenID Connect Discovery) and kept for a while. A new key is found
// with the first token that names it, and requests meanwhile wait for one fetch; nobody can make us ask more often than a bound.
import { createLocalJWKSet, type LocalJWKSet } from 'jose'
import { safeAddress } from '../../core/identity/address.ts'
import { keysIn } from '../../core/identity/keys.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { fetchDocument } from './document.ts'
import { issuerFailure, issuerMetadata } from './issuer-metadata.ts'

export type Keys = {
  readonly ids: ReadonlySet<string>
  /** The one that the head of a token names. */
  readonly find: LocalJWKSet
  readonly fetchedAt: number
}

export type IssuerWorld = {
  /** Monotonic milliseconds. */
  readonly now: () => number
  /** Told of each fetch that failed. */
  readonly failed: (failure: Failure) => void
}

export class IssuerKeys {
  readonly #issuer: string
  readonly #world: IssuerWorld
  #keys: Keys | null = null
  #triedAt = Number.NEGATIVE_INFINITY
  #fetching: Promise<void> | null = null

  constructor(issuer: string, world: IssuerWorld) {
    this.#issuer = issuer
    this.#world = world
  }

  /** Those in which a token's key should be; null: there are none that may be used now. */
  async forKey(id: string): Promise<Keys | null> {
    const keys = this.#usable()
    if (keys === null || !keys.ids.has(id)) await this.#fetchAgain()
    else if (this.#world.now() - keys.fetchedAt >= bound('identity-refetch-ms')) void this.#fetchAgain()
    return this.#usable()
  }

  /** Whether any may be used now. Who asks does not make us fetch what is still good. */
  async areThere(): Promise<boolean> {
    if (this.#usable() === null) await this.#fetchAgain()
    return this.#usable() !== null
  }

  #usable(): Keys | null {
    const keys = this.#keys
    return keys !== null && this.#world.now() - keys.fetchedAt < bound('identity-keys-ms') ? keys : null
  }

  /** One at a time, and not again soon. */
  #fetchAgain(): Promise<void> {
    if (this.#fetching !== null) return this.#fetching
    const { now } = this.#world
    if (now() - this.#triedAt < bound('identity-retry-ms')) return Promise.resolve()
    this.#triedAt = now()
    this.#fetching = this.#fetch().finally(() => (this.#fetching = null))
    return this.#fetching
  }

  async #fetch(): Promise<void> {
    try {
      this.#keys = { ...(await keysOf(this.#issuer)), fetchedAt: this.#world.now() }
    } catch (cause) {
      this.#world.failed(cause instanceof Failure ? cause : new Failure('internal', BROKE, { cause }))
    }
  }
}

const BROKE = 'What the issuer publishes could not be taken in'

async function keysOf(issuer: string): Promise<Omit<Keys, 'fetchedAt'>> {
  const { jwks_uri: address } = await issuerMetadata(issuer)
  const wrong = (why: string): Failure => issuerFailure(issuer, why)
  if (typeof address !== 'string') throw wrong('does not say where its keys are')
  // What is fetched in the clear is what lies inside: an issuer that was taken over could have us ask there.
  if (safeAddress(address)?.protocol === 'http:' && new URL(address).origin !== new URL(issuer).origin)
    throw wrong('says that its keys are in another place, without TLS')
  const keys = keysIn(await fetchDocument(address))
  if (keys === null) throw wrong('publishes no set of keys that can be read')
  const find = createLocalJWKSet({ keys: [...keys] })
  return { ids: new Set(keys.map(({ kid }) => kid)), find }
}
