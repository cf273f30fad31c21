// What one request over HTTP is answered with: once as a whole, or as a stream of events (SSE). Never waits for its reader, and
// never keeps more for it than a bound.
import type { ServerResponse } from 'node:http'
import { bound } from '../../../core/model/bounds.ts'
import type { HttpAnswer } from '../../../core/protocol/http/refusals.ts'

const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const
const STREAM = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  // Proxies that keep events back would keep answers back.
  'x-accel-buffering': 'no',
} as const

type Headers = Readonly<Record<string, string>>

export class Reply {
  readonly #response: ServerResponse
  #hasEnded = false
  #openedAt = performance.now()
  #spokeAt = performance.now()
  #endsAt = Number.POSITIVE_INFINITY
  #isListening = false
  /** Called when the reader has gone, or was given up, before the end. */
  onLeave: () => void = () => undefined
  /** Called once nothing more can be said, with the status that was. */
  onClose: (status: number) => void = () => undefined
  /** What begins a stream that was waited for long enough; null where only a whole answer may come. */
  onLong: (() => void) | null = null
  /** Called when something that is listened to has lasted as long as it may: what is still said of that. */
  onDue: () => void = () => undefined
  /** Whose request it is, once that is known. */
  user: string | null = null

  constructor(response: ServerResponse) {
    this.#response = response
    response.on('error', () => undefined)
    response.once('close', () => {
      this.onClose(response.statusCode)
      if (this.#hasEnded) return
      this.#hasEnded = true
      this.onLeave()
    })
  }

  /** Whether more can be said. */
  get isOpen(): boolean {
    return !this.#hasEnded
  }

  get isStream(): boolean {
    return this.#response.headersSent
  }

  /** Headers that go with whatever is answered. */
  also(headers: Headers): void {
    if (this.#hasEnded || this.#response.headersSent) return
    for (const [name, value] of Object.entries(headers)) this.#response.setHeader(name, value)
  }

  /** Says all there is to say; nothing happens where something was said. */
  answer({ status, headers, body }: HttpAnswer): void {
    if (this.#hasEnded || this.#response.headersSent) return
    this.#hasEnded = true
    const type = body.length === 0 ? {} : { 'content-type': 'application/json' }
    this.#response.writeHead(status, { ...ALWAYS, ...type, 'content-length': String(body.length), ...headers })
    this.#response.end(body)
  }

  begin(headers: Headers = {}): void {
    if (this.#hasEnded || this.#response.headersSent) return
    this.#response.writeHead(200, { ...ALWAYS, ...STREAM, ...headers })
    this.#response.flushHeaders()
  }

  /** False when the reader has left too much unread: it is given up, and what was not read is gone. */
  event(data: Uint8Array, id?: string): boolean {
    if (this.#hasEnded) return true
    if (this.#response.writableLength > bound('http-unread-bytes')) {
      this.#response.destroy()
      return false
    }
    this.#spokeAt = performance.now()
    this.#response.cork()
    // An event without data only tells where the stream is (MCP 2025-11-25 basic/transports).
    if (id !== undefined) this.#response.write(`id: ${id}\n`)
    if (data.length > 0) this.#response.write('event: message\n')
    this.#response.write('data: ')
    this.#response.write(onOneSseLine(data))
    this.#response.write('\n\n')
    this.#response.uncork()
    return true
  }

  end(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#response.end()
  }

  /** Something is listened to that has no end of its own: at the latest then it has. */
  endIn(ms: number): void {
    this.#isListening = true
    this.#endsAt = performance.now() + ms
  }

  /** Nothing more is asked on its connection. What has no end of its own ends now; a call is still answered. */
  retire(): void {
    this.#response.shouldKeepAlive = false
    if (this.#isListening) this.#endsAt = 0
  }

  /** Called often: finds out who still reads, and begins the stream of what takes long. */
  beat(now: number): void {
    if (this.#hasEnded) return
    if (now >= this.#endsAt) {
      this.begin()
      this.onDue()
      this.end()
      this.onLeave()
    } else if (!this.#response.headersSent) {
      if (now - this.#openedAt >= bound('http-wait-ms')) this.onLong?.()
    } else if (now - this.#spokeAt >= bound('http-beat-ms') && this.#response.writableLength === 0) {
      this.#spokeAt = now
      this.#response.write(': \n\n')
    }
  }
}

const SPACES: ReadonlySet<number | undefined> = new Set([0x0d, 0x20, 0x09])

/** A message was checked to be one line; a carriage return that may follow it would begin another line of the stream. */
function onOneSseLine(data: Uint8Array): Uint8Array {
  let end = data.length
  while (SPACES.has(data[end - 1])) end -= 1
  return end === data.length ? data : data.subarray(0, end)
}
