// Sends spans to a collector, in batches and beside everything else: nothing ever waits for it, and what it does not take in time is
// dropped and counted.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Agent } from 'undici'
import { bound } from '../../core/model/bounds.ts'
import { otlpOf, type Span } from '../../core/telemetry/otlp.ts'

export type CollectorWorld = {
  /** Where OTLP over HTTP is taken, without the path of its own. */
  readonly endpoint: string
  readonly version: string
  /** Told when it stops taking spans, with a word of the platform, and with null when it takes them again. */
  readonly changed: (why: string | null) => void
}

export class Collector {
  readonly #world: CollectorWorld
  readonly #address: string
  readonly #instance = randomUUID()
  readonly #timer: NodeJS.Timeout
  #queue: Span[] = []
  /** Its own: the one of `fetch` lets a variable of this process switch the check of certificates off. */
  #agent: Agent | null = null
  #sending: Promise<void> | null = null
  #isAway = false
  #sent = 0
  #dropped = 0

  constructor(world: CollectorWorld) {
    this.#world = world
    this.#address = `${world.endpoint.replace(/\/$/, '')}/v1/traces`
    this.#timer = setInterval(() => void this.#flush(), bound('span-wait-ms')).unref()
  }

  get counts(): { readonly sent: number; readonly dropped: number } {
    return { sent: this.#sent, dropped: this.#dropped }
  }

  offer(span: Span): void {
    if (this.#queue.length >= bound('span-queue')) this.#dropped += 1
    else this.#queue.push(span)
    if (this.#queue.length >= bound('span-batch')) void this.#flush()
  }

  /** What is still there is sent once, and not waited for any longer than for a batch to begin. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    const last = async (): Promise<void> => {
      await this.#sending
      await this.#flush()
    }
    await Promise.race([last(), sleep(bound('span-wait-ms'), undefined, { ref: false })])
    this.#dropped += this.#queue.length
    this.#queue = []
  }

  #flush(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = null))
    return this.#sending
  }

  /** Only what is there now: what comes meanwhile has its own turn. */
  async #sendAll(): Promise<void> {
    for (let left = this.#queue.length; left > 0; left -= bound('span-batch')) {
      const batch = this.#queue.splice(0, bound('span-batch'))
      const why = await this.#send(batch)
      if (why === null) this.#sent += batch.length
      else this.#dropped += batch.length
      if ((why !== null) !== this.#isAway) {
        this.#isAway = why !== null
        this.#world.changed(why)
      }
    }
  }

  /** Null: it took them. */
  async #send(batch: readonly Span[]): Promise<string | null> {
    try {
      const { Agent, fetch } = await import('undici')
      this.#agent ??= new Agent({ connect: { rejectUnauthorized: true } })
      const response = await fetch(this.#address, {
        dispatcher: this.#agent,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(otlpOf(batch, this.#world.version, this.#instance)),
        redirect: 'error',
        signal: AbortSignal.timeout(bound('span-send-ms')),
      })
      await response.body?.cancel()
      return response.ok ? null : `status ${response.status}`
    } catch (cause) {
      const inner = (cause as { cause?: { code?: string } }).cause
      return inner?.code ?? (cause as Error).name
    }
  }
}
