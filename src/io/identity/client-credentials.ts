// A token of the gateway's own for a remote server, by client credentials (RFC 6749 section 4.4, and MCP's extension of that name),
// for that server alone (RFC 8707). Kept in memory until shortly before it is over.
import { safeAddress } from '../../core/identity/address.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { isObject, type Json } from '../../core/model/json.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { textOf } from './document.ts'
import { fetchFrom } from './fetch.ts'
import { issuerFailure, issuerMetadata } from './issuer-metadata.ts'

export type ClientParts = {
  readonly issuer: string
  readonly client: string
  readonly secret: string
  readonly scopes: readonly string[]
  /** The server that the token is for. */
  readonly resource: string
  readonly now: () => number
}

type Token = { readonly value: string; readonly until: number }

/** Before it is over by the clock of the issuer, which may be another one. */
const EARLY_MS = 30_000
const SHORTEST_MS = 10_000
const TOKEN = /^[\x21-\x7e]+$/

export class ClientCredentials {
  readonly #parts: ClientParts
  #token: Token | null = null
  #asking: Promise<Token> | null = null

  constructor(parts: ClientParts) {
    this.#parts = parts
  }

  /** `again`: the one of before was refused. Throws a Failure where there is none. */
  async token(again: boolean): Promise<string> {
    const { now } = this.#parts
    if (!again && this.#token !== null && now() < this.#token.until) return this.#token.value
    this.#asking ??= this.#ask().finally(() => (this.#asking = null))
    this.#token = await this.#asking
    return this.#token.value
  }

  async #ask(): Promise<Token> {
    const { issuer, scopes, resource, now } = this.#parts
    const { token_endpoint: endpoint } = await issuerMetadata(issuer)
    if (typeof endpoint !== 'string' || safeAddress(endpoint) === null) {
      throw issuerFailure(issuer, 'does not say where tokens are to be had, or not safely')
    }
    const form = new URLSearchParams({ grant_type: 'client_credentials', resource })
    if (scopes.length > 0) form.set('scope', scopes.join(' '))
    const said = await this.#post(endpoint, form)
    const { access_token: value, token_type: type, expires_in: seconds = 60 } = isObject(said) ? said : {}
    if (typeof value !== 'string' || !TOKEN.test(value) || value.length > bound('identity-token-chars')) {
      throw issuerFailure(issuer, 'gave no token that can be sent')
    }
    if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') {
      throw issuerFailure(issuer, 'gave a token that is no bearer token')
    }
    const lastsMs = typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : 0
    return { value, until: now() + Math.max(lastsMs - EARLY_MS, SHORTEST_MS) }
  }

  async #post(endpoint: string, form: URLSearchParams): Promise<Json> {
    const { issuer, client, secret } = this.#parts
    const pair = [client, secret].map(encodeURIComponent).join(':')
    const unusable = (why: string): Failure => issuerFailure(issuer, `${why} when it was asked for a token`)
    try {
      const response = await fetchFrom(endpoint, {
        method: 'POST',
        body: form,
        headers: { accept: 'application/json', authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
        signal: AbortSignal.timeout(bound('identity-fetch-ms')),
      })
      const text = await textOf(response, unusable)
      if (response.status === 200) return JSON.parse(text) as Json
      if (response.status >= 500) throw unusable(`answered with status ${response.status}`)
      throw new Failure('server-credentials', `${shown(issuer)} gives this client no token: ${errorIn(text)}`, {
        fix: 'Check the client, its secret and its scopes at the issuer, and approve the server again.',
      })
    } catch (cause) {
      if (cause instanceof Failure) throw cause
      throw unusable('could not be understood, or not be reached')
    }
  }
}

/** One of the words of RFC 6749 section 5.2. */
function errorIn(text: string): string {
  const word = /"error"\s*:\s*"([a-z_]{1,64})"/.exec(text)?.[1]
  return word === undefined ? 'it does not say why' : word
}

const shown = (issuer: string): string => quote(untrusted(issuer), 400)
