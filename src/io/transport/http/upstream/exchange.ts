// One request as undici answers it by call-backs: its head as a promise, then its body part by part to whoever reads it. The
// stream, the iterator and the listeners that undici and Node would make of each answer cost more than the answer itself.
import { type Dispatcher, errors, type Pool } from 'undici'
import { bound } from '../../../../core/model/bounds.ts'

type Options = Dispatcher.DispatchOptions
type Controller = Dispatcher.DispatchController
export type Head = { readonly status: number; readonly headers: Parameters<NonNullable<Handler['onResponseStart']>>[2] }
type Handler = Dispatcher.DispatchHandler

/** What is done with a part; while its promise is not settled, no more is read. */
export type Take = (part: Buffer) => Promise<void> | undefined

/**
 * What is here and was not taken; the rest stays with the system. Each pause puts back what the socket had handed over, and then the
 * socket reads up to 64 KB more. So no pause is for less than that: what is put back would grow with each, and is copied each time.
 */
const WAITING_BYTES = 256 * 1024
/** A part of one byte takes six on the way: with fewer parts a pause could be for less as well. */
const WAITING_PARTS = 16_384

export class Exchange implements Handler {
  readonly #signal: AbortSignal
  readonly #head = Promise.withResolvers<Head>()
  readonly #done = Promise.withResolvers<void>()
  readonly #parts: Buffer[] = []
  #controller: Controller | null = null
  #take: Take | null = null
  #isTaking = false
  #waiting = 0
  /** Those that say that there is still one to come. */
  #heads = 0
  #over: { readonly cause: Error | null } | null = null

  private constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', this.#abort)
    // Whoever reads the body is told; nobody else listens.
    this.#done.promise.catch(() => undefined)
  }

  static begin(pool: Pool, options: Options, signal: AbortSignal): Exchange {
    signal.throwIfAborted()
    const exchange = new Exchange(signal)
    pool.dispatch(options, exchange)
    return exchange
  }

  /** Of its answer. Rejects with what undici calls its errors, or with the reason of the signal. */
  get head(): Promise<Head> {
    return this.#head.promise
  }

  /** The body, to its end. What breaks it comes after all parts that came before. What `take` throws cuts the rest. */
  read(take: Take): Promise<void> {
    this.#take = take
    this.#go()
    return this.#done.promise
  }

  /** Cuts what is still to come. */
  destroy(cause: Error = new errors.RequestAbortedError()): void {
    if (this.#over !== null) return
    this.#parts.length = 0
    this.#end(cause)
    this.#controller?.abort(cause)
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller
    if (this.#over !== null) controller.abort(this.#over.cause!)
  }

  onResponseStart(_: Controller, status: number, headers: Head['headers']): void {
    if (status >= 200) return this.#head.resolve({ status, headers })
    this.#heads += 1
    if (this.#heads > bound('remote-early-heads')) this.destroy(new errors.HeadersOverflowError())
  }

  onResponseData(controller: Controller, part: Buffer): void {
    // A parser that goes on before there is more tells of nothing; whoever waited for that again would never get to the rest.
    if (part.length === 0) return
    this.#parts.push(part)
    this.#waiting += part.length
    if (this.#take !== null) this.#go()
    if (this.#waiting > WAITING_BYTES || this.#parts.length > WAITING_PARTS) controller.pause()
  }

  onResponseEnd(): void {
    this.#end(null)
  }

  onResponseError(_: Controller, cause: Error): void {
    this.#end(cause)
  }

  readonly #abort = (): void => this.destroy(this.#signal.reason as Error)

  #end(cause: Error | null): void {
    if (this.#over !== null) return
    this.#over = { cause }
    this.#signal.removeEventListener('abort', this.#abort)
    if (cause !== null) this.#head.reject(cause)
    if (this.#take !== null) this.#go()
  }

  /** Hands on what has come, one after the other. */
  #go(): void {
    while (!this.#isTaking && this.#parts.length > 0) {
      const part = this.#parts.shift()!
      this.#waiting -= part.length
      try {
        const taking = this.#take!(part)
        if (taking === undefined) continue
        this.#isTaking = true
        taking.then(this.#taken, this.#failed)
      } catch (cause) {
        return this.#failed(cause)
      }
    }
    if (this.#isTaking) return
    if (this.#over === null) this.#controller?.resume()
    else if (this.#over.cause === null) this.#done.resolve()
    else this.#done.reject(this.#over.cause)
  }

  readonly #taken = (): void => {
    this.#isTaking = false
    this.#go()
  }

  readonly #failed = (cause: unknown): void => {
    this.#done.reject(cause)
    this.destroy()
  }
}
