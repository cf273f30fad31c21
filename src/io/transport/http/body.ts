// Bodies of requests, within bounds: of one, of all that arrive at once, and of the time that one may take.
import type { IncomingMessage } from 'node:http'
import { bound } from '../../../core/model/bounds.ts'
import type { HttpRefusal } from '../../../core/protocol/http/refusals.ts'

export type Body =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  | { readonly kind: 'refused'; readonly why: HttpRefusal }

export class Bodies {
  readonly #lateMs: number
  #held = 0
  readonly #heldOf = new Map<string, number>()

  constructor(lateMs = bound('http-request-ms')) {
    this.#lateMs = lateMs
  }

  /**
   * What is refused is not read on: the answer can be sent while the rest still comes. `user`: who may have no more of what arrives
   * at once than is left for all others; null: nobody else is there.
   */
  async read(request: IncomingMessage, user: string | null = null): Promise<Body> {
    return this.#here(request) ?? this.#coming(request, user)
  }

  #hold(bytes: number, user: string | null): void {
    this.#held += bytes
    if (user === null) return
    const own = (this.#heldOf.get(user) ?? 0) + bytes
    if (own > 0) this.#heldOf.set(user, own)
    else this.#heldOf.delete(user)
  }

  #isFull(user: string | null): boolean {
    const left = bound('http-bodies-bytes') - this.#held
    return left < 0 || (user !== null && (this.#heldOf.get(user) ?? 0) > left)
  }

  /** Most bodies are there as soon as their head was judged: nothing has to be waited for. */
  #here(request: IncomingMessage): Body | null {
    const { complete, destroyed, readableLength } = request
    if (!complete || destroyed || readableLength > bound('http-body-bytes')) return null
    if (this.#held + readableLength > bound('http-bodies-bytes')) return null
    const bytes = (request.read() as Buffer | null) ?? Buffer.alloc(0)
    // A request that breaks later has nobody who listens.
    request.on('error', () => undefined)
    return { kind: 'whole', bytes }
  }

  #coming(request: IncomingMessage, user: string | null): Promise<Body> {
    const { promise, resolve } = Promise.withResolvers<Body>()
    const parts: Buffer[] = []
    let bytes = 0
    const finish = (body: Body): void => {
      clearTimeout(late)
      request.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken)
      request.pause()
      // A request that breaks later has nobody who listens.
      request.on('error', () => undefined)
      this.#hold(-bytes, user)
      resolve(body)
    }
    const refuse = (why: HttpRefusal): void => finish({ kind: 'refused', why })
    const onData = (part: Buffer): void => {
      bytes += part.length
      this.#hold(part.length, user)
      if (bytes > bound('http-body-bytes')) refuse('body-too-large')
      else if (this.#isFull(user)) refuse('busy')
      else parts.push(part)
    }
    const onEnd = (): void => finish({ kind: 'whole', bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts) })
    const onBroken = (): void => refuse('body-broken')
    const late = setTimeout(() => refuse('head-late'), this.#lateMs)
    if (Number(request.headers['content-length'] ?? 0) > bound('http-body-bytes')) refuse('body-too-large')
    else request.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken)
    return promise
  }
}
