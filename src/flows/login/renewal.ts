// The token of a person's login as the gateway sends it: from the store, renewed shortly before it is over by one process at a time.
import { join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { bound } from '../../core/model/bounds.ts'
import { withLock } from '../../io/file/lock.ts'
import type { Ask } from '../../io/identity/login/ask.ts'
import { Refused } from '../../io/identity/login/told.ts'
import { goodUntil, renew } from '../../io/identity/login/tokens.ts'
import type { StoredLogin } from '../../io/secret/content.ts'
import { storeMark } from '../../io/secret/store.ts'
import { type Giving, openHere } from '../secrets/give.ts'
import { isFor, keepLogin, loginIn, type LoginPin, missing } from './kept.ts'

export type RenewalParts = {
  readonly pin: LoginPin
  readonly giving: Giving
  /** Of the client, where its approval says where it comes from. */
  readonly secret: string | null
  readonly ask: () => Promise<Ask>
  readonly date: () => Date
}

type Kept = { readonly mark: string; readonly login: StoredLogin }

export class LoginTokens {
  readonly #parts: RenewalParts
  #kept: Kept | null = null
  #asking: Promise<Kept> | null = null
  /** When one was last renewed because it was refused. */
  #refusedAt = Number.NEGATIVE_INFINITY
  /** What went wrong with this store, and until when nobody is asked again. */
  #failed: { readonly mark: string; readonly until: number; readonly failure: Failure } | null = null

  constructor(parts: RenewalParts) {
    this.#parts = parts
  }

  /** `refused` by the server: another one is wanted. Throws a Failure where there is none, such as where nobody is logged in. */
  async token(refused: string | null): Promise<string> {
    const { giving, date } = this.#parts
    const mark = await storeMark(giving.paths)
    const kept = this.#kept?.mark === mark ? this.#kept : null
    if (kept !== null && kept.login.token !== refused && isGood(kept.login, date())) return kept.login.token
    if (this.#failed?.mark === mark && date().getTime() < this.#failed.until) throw this.#failed.failure
    this.#asking ??= this.#newest(refused).finally(() => (this.#asking = null))
    this.#kept = await this.#asking
    return this.#kept.login.token
  }

  async #newest(refused: string | null): Promise<Kept> {
    const { pin, giving } = this.#parts
    const { kept } = await this.#stored(refused)
    if (kept !== null) return kept
    const path = join(giving.paths.state, `login-${pin.server}.lock`)
    return withLock(path, () => this.#renewedOnce(refused), LOCK_MS)
  }

  /** `kept` null: what lies there is over, or was refused. Its mark is read first: what is written meanwhile is read again. */
  async #stored(refused: string | null) {
    const { pin, giving, date } = this.#parts
    const mark = await storeMark(giving.paths)
    const opened = await openHere(giving)
    const login = loginIn(opened?.content ?? null, pin)
    const isUsable = login.token !== refused && isGood(login, date())
    return { mark, opened: opened!, login, kept: isUsable ? { mark, login } : null }
  }

  /** Under the lock: another process may have renewed it meanwhile. */
  async #renewedOnce(refused: string | null): Promise<Kept> {
    const { pin, giving, date } = this.#parts
    const { mark, opened, login, kept } = await this.#stored(refused)
    if (kept !== null) return kept
    if (login.token === refused) this.#checkRefused()
    try {
      const renewed = await this.#renewed(login)
      await keepLogin(giving.paths, pin.server, renewed, opened, login)
      return { mark: WRITTEN, login: renewed }
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause
      const isOver = cause.code === 'login-missing'
      const until = isOver ? Number.POSITIVE_INFINITY : date().getTime() + bound('login-renew-ms')
      this.#failed = { mark, until, failure: cause }
      throw cause
    }
  }

  /** A server that refuses whatever it is given would have us ask its issuer for ever. */
  #checkRefused(): void {
    const { pin, date } = this.#parts
    const now = date().getTime()
    if (now - this.#refusedAt < bound('login-renew-ms'))
      throw new Failure('login-refused', `${pin.server} refuses the token that it was just given`, {
        fix: `Log in again with \`sallyport login ${pin.server}\`; if that does not help, report it to whoever runs the server.`,
      })
    this.#refusedAt = now
  }

  async #renewed(login: StoredLogin): Promise<StoredLogin> {
    const { pin, secret, ask, date } = this.#parts
    if (login.renewal === null)
      throw missing(pin.server, `The login to ${pin.server} is over, and its issuer renews none`)
    const client = { ...login.client, secret: login.client.secret ?? secret }
    const issuer = { issuer: login.issuer, token_endpoint: login.tokenEndpoint }
    try {
      const token = await renew({ issuer, client, ask: await ask() }, login.renewal, login.resource)
      const now = date()
      const renewed = {
        ...login,
        token: token.value,
        scopes: token.scopes ?? login.scopes,
        renewal: token.renewal ?? login.renewal,
        until: goodUntil(token.lasts, now.getTime()),
        at: now.toISOString(),
      }
      if (isFor(renewed, pin)) return renewed
      throw missing(pin.server, `The login to ${pin.server} was renewed for more than was approved`)
    } catch (cause) {
      if (!(cause instanceof Refused) || cause.error !== 'invalid_grant') throw cause
      throw missing(pin.server, `The login to ${pin.server} is over: ${cause.message}`)
    }
  }
}

/** The mark of no store: what was written is read again, since somebody else may have written after it. */
const WRITTEN = 'written'

/** An issuer has `identity-fetch-ms` to answer whoever holds it. */
const LOCK_MS = 30_000

const isGood = ({ until }: StoredLogin, now: Date): boolean => until === null || now.getTime() < until
