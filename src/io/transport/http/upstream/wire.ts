// Requests to one remote server: over connections that were dialled for it alone, with bounds on all that comes back, and with a
// word for whatever goes wrong.
import type { Socket } from 'node:net'
import { type buildConnector, type Dispatcher, Pool } from 'undici'
import { challengeIn } from '../../../../core/identity/login/challenge.ts'
import { bound } from '../../../../core/model/bounds.ts'
import { Failure } from '../../../../core/model/failure.ts'
import { quote, untrusted } from '../../../../core/model/untrusted.ts'
import { type WayFault, wayFaultOf } from '../../../../core/model/way-fault.ts'
import { Exchange, type Head } from './exchange.ts'

export type Words = Readonly<Record<string, string>>

export type WireParts = {
  readonly url: URL
  /** A connection on which the server has shown who it is. */
  readonly dial: () => Promise<Socket>
  /** The gateway's own credentials; `refused`: those that the server refused. Throws a Failure where there are none. */
  readonly credentials: (refused: Words | null) => Promise<Words>
  readonly now: () => number
}

/** Something that went wrong on the way. `isLost`: no word of the server came back. */
export class WayError extends Error {
  readonly fault: WayFault
  readonly isLost: boolean

  constructor(fault: WayFault, detail: string, isLost = false, cause?: Failure) {
    super(detail, { cause })
    this.fault = fault
    this.isLost = isLost
  }
}

export type Answered = {
  readonly status: number
  /** By small letters; one that stands twice is left out. */
  readonly headers: Words
  /** Of all that came, also of those that were left out. */
  readonly headerCount: number
  readonly body: Exchange
}

const FREE = 3
const FIRST_REST_MS = 1_000
/** So that the guard, which tells its client, is always the first to give up. */
const GRACE_MS = 30_000

export class Wire {
  readonly #parts: WireParts
  readonly #pool: Pool
  /** The credentials that it was last given. */
  #given: Words = {}
  #lost = 0
  #restsUntil = 0
  /** Whether anything ever came back. */
  wasReached = false

  constructor(parts: WireParts) {
    this.#parts = parts
    const { origin } = parts.url
    this.#pool = new Pool(origin, {
      connections: bound('remote-connections'),
      pipelining: 1,
      allowH2: false,
      maxHeaderSize: bound('remote-header-bytes'),
      connect: (_options, callback) => void handOver(parts.dial, callback),
    })
  }

  /** `waitMs`: how long it may be silent in between; null for a stream that has no end of its own. Throws a WayError. */
  async ask(
    method: 'POST' | 'GET' | 'DELETE',
    headers: Words,
    { body = null, signal, waitMs }: { body?: Uint8Array | null; signal: AbortSignal; waitMs: number | null },
  ): Promise<Answered> {
    const { url } = this.#parts
    const restMs = this.#restsUntil - this.#parts.now()
    if (restMs > 0) {
      const seconds = Math.ceil(restMs / 1_000)
      throw new WayError(
        'way-unreachable',
        `it could not be reached ${this.#lost} times; next try in ${seconds} s`,
        true,
      )
    }
    const request = (own: Words): Promise<Answered> =>
      this.#request(
        {
          path: `${url.pathname}${url.search}`,
          method,
          headers: { ...headers, ...own },
          body,
          headersTimeout: (waitMs ?? bound('remote-dial-ms')) + GRACE_MS,
          bodyTimeout: waitMs === null ? 0 : waitMs + GRACE_MS,
        },
        signal,
      )
    // The end of a session may be that of a server which was quarantined: it gets nothing newer than it had.
    if (method === 'DELETE') return checked(await request(this.#given))
    const own = await this.#credentials(null)
    const answered = await request(own)
    if (answered.status !== 401 || Object.keys(own).length === 0) return checked(answered)
    await emptied(answered)
    return checked(await request(await this.#credentials(own)))
  }

  async #credentials(refused: Words | null): Promise<Words> {
    try {
      return (this.#given = await this.#parts.credentials(refused))
    } catch (cause) {
      throw wayErrorOf(cause)
    }
  }

  /** Cuts whatever is still open. */
  async close(): Promise<void> {
    await this.#pool.destroy().catch(() => undefined)
  }

  async #request(options: Dispatcher.DispatchOptions, signal: AbortSignal): Promise<Answered> {
    try {
      const body = Exchange.begin(this.#pool, options, signal)
      const { status, headers } = await body.head
      this.#lost = 0
      this.wasReached = true
      return { status, headers: singleOf(headers), headerCount: countOf(headers), body }
    } catch (cause) {
      const error = wayErrorOf(cause)
      if (error.isLost) this.#rest()
      throw error
    }
  }

  /** One that cannot be reached again and again is tried less and less often. */
  #rest(): void {
    this.#lost += 1
    if (this.#lost < FREE) return
    const ms = Math.min(FIRST_REST_MS * 2 ** Math.min(this.#lost - FREE, 16), bound('http-rest-ms'))
    this.#restsUntil = this.#parts.now() + ms
  }
}

async function handOver(dial: WireParts['dial'], done: Parameters<buildConnector.connector>[1]): Promise<void> {
  let socket: Socket
  try {
    socket = await dial()
  } catch (cause) {
    done(cause as Error, null)
    return
  }
  done(null, socket)
}

const singleOf = (headers: Head['headers']): Words =>
  Object.fromEntries(Object.entries(headers).filter((one): one is [string, string] => typeof one[1] === 'string'))

const countOf = (headers: Head['headers']): number =>
  Object.values(headers).reduce<number>((count, value) => count + (Array.isArray(value) ? value.length : 1), 0)

function checked(answered: Answered): Answered {
  const { status, headers, headerCount } = answered
  const refuse = (fault: WayFault, detail: string): never => {
    answered.body.destroy()
    throw new WayError(fault, detail)
  }
  if (headerCount > bound('remote-headers')) refuse('way-form', `it sent ${headerCount} headers`)
  if (headers['content-encoding'] !== undefined) refuse('way-form', 'its answer is packed, which it was not asked for')
  if (status === 401 || status === 403) {
    const { error, scopes } = challengeIn(headers['www-authenticate'])
    if (error === 'insufficient_scope') refuse('way-scope', `it wants the scopes ${scopes.map(shown).join(' ')}`)
    refuse('way-credentials', `it answered with status ${status}`)
  }
  if (status >= 300 && status < 400) {
    const to = headers.location === undefined ? 'nowhere' : shown(headers.location)
    refuse('way-elsewhere', `it answered with status ${status} and sends to ${to}`)
  }
  return answered
}

const shown = (text: string): string => quote(untrusted(text), 300)

const UNWANTED_BYTES = 64 * 1024
const UNWANTED_MS = 1_000

/** Reads what nobody wants, within a bound, so that the connection can be used again. */
export async function emptied({ body }: Answered): Promise<void> {
  let left = UNWANTED_BYTES
  const late = setTimeout(() => body.destroy(), UNWANTED_MS)
  const take = (part: Buffer): undefined => {
    left -= part.length
    if (left < 0) body.destroy()
  }
  await body.read(take).catch(() => undefined)
  clearTimeout(late)
}

export function wayErrorOf(cause: unknown): WayError {
  if (cause instanceof WayError) return cause
  if (cause instanceof Failure) return new WayError(wayFaultOf(cause.code), cause.message, true, cause)
  const { code: given, name } = cause as { code?: unknown; name?: string }
  if (name === 'AbortError' || name === 'TimeoutError') return new WayError('way-late', 'it was given up')
  const code = typeof given === 'string' ? given : 'unknown'
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return new WayError('way-late', code)
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code.startsWith('HPE_')) {
    return new WayError('way-form', `its head cannot be read (${code})`)
  }
  return new WayError('way-broken', `the connection broke (${code})`)
}
