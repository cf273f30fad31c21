// A remote server as the guard sees any server: one line of messages. Each message is a request of its own, in the way of the era
// that it is written in; what comes back on all streams is put on the line again.
import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { bound } from '../../../../core/model/bounds.ts'
import type { Channel } from '../../../../core/model/channel.ts'
import { Failure, failureOf } from '../../../../core/model/failure.ts'
import { isObject, type JsonObject } from '../../../../core/model/json.ts'
import { type Id, idIn, idKey, type Message } from '../../../../core/model/message.ts'
import { encodeNotification } from '../../../../core/protocol/encode.ts'
import { failureBy } from '../../../../core/model/way-fault.ts'
import type { ParamHeader } from '../../../../core/protocol/http/param-headers.ts'
import { metaOf } from '../../../../core/protocol/http/told.ts'
import { modernHeaders } from '../../../../core/protocol/http/upstream-headers.ts'
import { META } from '../../../../core/protocol/modern/methods.ts'
import { Answers, newStream, type Stream } from './answers.ts'
import { Inbox } from './inbox.ts'
import { LegacySession, POSTED } from './legacy-session.ts'
import { type Answered, emptied, WayError, wayErrorOf, Wire, type WireParts, type Words } from './wire.ts'

export type UpstreamParts = WireParts & {
  /** The headers that have to repeat arguments of a tool, by its approved schema. */
  readonly paramHeadersOf: (tool: string) => Promise<readonly ParamHeader[]>
}

/** What leaves us, as far as the transport has to know. */
type Said = {
  readonly id: Id | null
  /** Empty for an answer. */
  readonly method: string
  readonly params: JsonObject
  readonly bytes: Uint8Array
}

const FIRST_RETRY_MS = 1_000
const LEAST_RETRY_MS = 10

export class HttpUpstream {
  readonly channel: Channel
  readonly #parts: UpstreamParts
  readonly #wire: Wire
  readonly #inbox = new Inbox()
  readonly #answers = new Answers((frame) => this.#inbox.put(frame))
  readonly #closing = new AbortController()
  readonly #session: LegacySession
  /** Requests without an answer, by their ids. */
  readonly #open = new Map<string, AbortController>()
  #unsent = 0
  #answered = Promise.withResolvers<void>()
  /** Settles once a legacy server knows that we are ready: nothing else is asked of it before. */
  #ready: Promise<unknown> = Promise.resolve()
  #isModern = false

  constructor(parts: UpstreamParts) {
    this.#parts = parts
    // Each notice listens for the end of all of them.
    setMaxListeners(0, this.#closing.signal)
    this.#wire = new Wire(parts)
    this.#session = new LegacySession(this.#wire, this.#closing.signal, () => this.#begunAnew())
    this.channel = {
      frames: this.#inbox.frames(),
      canSend: () => this.#inbox.isOpen,
      send: (bytes, message) => this.#send(message?.raw === bytes ? saidBy(message) : read(bytes)),
      close: () => void this.close(),
    }
  }

  /** Tells a legacy server that its session is over, and cuts what is left. */
  async close(): Promise<void> {
    this.#inbox.end()
    this.#closing.abort()
    for (const own of this.#open.values()) own.abort()
    await this.#session.end()
    await this.#wire.close()
  }

  async #send(said: Said): Promise<void> {
    while (this.#inbox.isOpen && this.#unsent > bound('remote-unsent-bytes')) await this.#answered.promise
    if (!this.#inbox.isOpen) throw new Error('the other side has closed')
    const { length } = said.bytes
    this.#unsent += length
    void this.#carry(said).finally(() => {
      this.#unsent -= length
      this.#answered.resolve()
      this.#answered = Promise.withResolvers()
    })
  }

  /** Never throws: what goes wrong is told on the line. */
  async #carry(said: Said): Promise<void> {
    try {
      if (said.id !== null && said.method !== '') await this.#ask(said)
      else await this.#tell(said)
    } catch (cause) {
      if (this.#closing.signal.aborted) return
      // A session that was opened anew and is another one, or a mistake of our own: the conversation cannot go on.
      if (!(cause instanceof WayError)) return this.#inbox.end(failureOf(cause))
      if (!this.#wire.wasReached) return this.#inbox.end(firstFailure(cause))
      const id = said.id === null || said.method === '' ? undefined : said.id
      await this.#inbox.put({ kind: 'failed', fault: cause.fault, id, detail: cause.message })
    }
  }

  async #ask(said: Said): Promise<void> {
    const own = new AbortController()
    const key = idKey(said.id!)
    this.#open.set(key, own)
    const late = setTimeout(() => own.abort(), bound('remote-stream-ms'))
    if (this.#closing.signal.aborted) own.abort()
    try {
      if (said.method !== 'initialize') await this.#ready
      await this.#asked(said, own.signal)
    } catch (cause) {
      // Cancelled: nobody waits for it any more.
      if (own.signal.aborted && !this.#open.has(key)) return
      throw cause instanceof Failure ? cause : wayErrorOf(cause)
    } finally {
      clearTimeout(late)
      this.#open.delete(key)
    }
  }

  async #asked(said: Said, signal: AbortSignal): Promise<void> {
    const waitMs = said.method === 'subscriptions/listen' ? null : bound('answer-ms')
    const answered = await this.#posted(said, signal, waitMs)
    const opens = said.method === 'initialize' ? this.#opens(said, answered) : undefined
    const stream = newStream(said.id, opens)
    await this.#read(answered, stream)
    for (
      let tries = 0;
      !stream.isAnswered && stream.lastEvent !== null && tries < bound('remote-resumes');
      tries += 1
    ) {
      await sleep(retryOf(stream, tries), undefined, { signal })
      const { lastEvent } = stream
      await this.#read(await this.#resumed(stream, signal), stream)
      if (stream.lastEvent !== lastEvent) tries = 0
    }
    if (stream.isAnswered) return
    const { status } = answered
    if (status >= 400) throw new WayError('way-status', `it answered with status ${status}`)
    throw new WayError('way-broken', 'it ended its answer before it was whole')
  }

  #opens(said: Said, answered: Answered): (answer: Uint8Array) => void {
    return (answer) => this.#session.opened(said.bytes, answered, answer)
  }

  /** A stream that breaks may be gone on with; an answer that is no stream is whole or lost. */
  async #read(answered: Answered, stream: Stream): Promise<void> {
    try {
      await this.#answers.read(answered, stream)
    } catch (cause) {
      const error = wayErrorOf(cause)
      if (error.fault === 'way-form' && answered.status >= 400) {
        throw new WayError('way-status', `it answered with status ${answered.status}`)
      }
      if (error.fault !== 'way-broken' || stream.lastEvent === null) throw error
    }
  }

  /** Asked once more where the server has forgotten the session: then nothing was done with it. */
  async #posted(said: Said, signal: AbortSignal, waitMs: number | null): Promise<Answered> {
    const { key } = this.#session
    const headers = await this.#headersOf(said)
    const ask = (words: Words): Promise<Answered> =>
      this.#wire.ask('POST', { ...POSTED, ...words }, { body: said.bytes, signal, waitMs })
    const answered = await ask(headers)
    if (this.#isModern || said.method === 'initialize' || !this.#session.isForgotten(answered)) return answered
    await emptied(answered)
    await this.#session.reopen(key)
    return ask(this.#session.headers(said.method))
  }

  async #begunAnew(): Promise<void> {
    this.#stand()
    for (const list of this.#session.listChanges()) {
      await this.#inbox.put({ kind: 'frame', bytes: encodeNotification(`notifications/${list}/list_changed`) })
    }
  }

  async #headersOf({ id, method, params }: Said): Promise<Words> {
    if (id !== null && method !== '') this.#isModern = metaOf(params)[META.revision] !== undefined
    if (!this.#isModern) return this.#session.headers(method)
    const { name } = params
    const declared = method === 'tools/call' && typeof name === 'string' ? await this.#parts.paramHeadersOf(name) : []
    return modernHeaders(method, params, declared)
  }

  /** A notification, or an answer to what a legacy server asked. */
  async #tell(said: Said): Promise<void> {
    const cancelled = said.method === 'notifications/cancelled' ? idIn(said.params) : null
    if (cancelled !== null && this.#isModern) return this.#cancel(cancelled)
    const told = this.#told(said)
    if (said.method === 'notifications/initialized') this.#ready = told.then(() => this.#stand()).catch(() => undefined)
    await told
    if (cancelled !== null) this.#cancel(cancelled)
  }

  async #told(said: Said): Promise<void> {
    if (said.method !== 'notifications/initialized') await this.#ready
    const answered = await this.#posted(said, this.#closing.signal, bound('handshake-ms'))
    await emptied(answered)
    if (answered.status >= 300) throw new WayError('way-status', `it answered a notice with status ${answered.status}`)
  }

  /** Closing its stream is how a modern request is cancelled (MCP 2026-07-28 basic/transports). */
  #cancel(id: Id): void {
    const own = this.#open.get(idKey(id))
    this.#open.delete(idKey(id))
    own?.abort()
  }

  /** The stream for what a legacy server says unasked, for as long as this session is the newest. */
  #stand(): void {
    const { key } = this.#session
    void this.#standing(key).catch(() => undefined)
  }

  async #standing(key: number): Promise<void> {
    const { signal } = this.#closing
    const stream = newStream(null)
    for (let tries = 0; tries < bound('remote-resumes') && key === this.#session.key; tries += 1) {
      const { lastEvent } = stream
      const answered = await this.#resumed(stream, signal).catch(() => null)
      if (answered !== null) {
        // Most have none.
        if (answered.status >= 400) return emptied(answered)
        await this.#answers.read(answered, stream).catch(async (cause: unknown) => {
          const { fault, message } = wayErrorOf(cause)
          if (fault !== 'way-form' || signal.aborted) return
          await this.#inbox.put({ kind: 'failed', fault, id: undefined, detail: message })
        })
      }
      if (stream.lastEvent !== lastEvent) tries = 0
      await sleep(retryOf(stream, tries), undefined, { signal })
    }
  }

  #resumed(stream: Stream, signal: AbortSignal): Promise<Answered> {
    const { lastEvent } = stream
    stream.resumes += 1
    const headers = {
      accept: 'text/event-stream',
      ...this.#session.headers(),
      ...(lastEvent !== null && { 'last-event-id': lastEvent }),
    }
    return this.#wire.ask('GET', headers, { signal, waitMs: null })
  }
}

/** A server that ends each stream with one more event would have us ask for it a hundred times a second, for as long as it likes. */
function retryOf({ retryMs, resumes }: Stream, tries: number): number {
  const least = resumes < bound('remote-resumes') ? LEAST_RETRY_MS : bound('remote-again-ms')
  return Math.min(Math.max(retryMs ?? FIRST_RETRY_MS * 2 ** tries, least), bound('remote-retry-ms'))
}

/** What we send is ours to read: the guard has decoded or written it. */
function read(bytes: Uint8Array): Said {
  const { id, method, params } = JSON.parse(new TextDecoder().decode(bytes)) as JsonObject
  return {
    id: typeof id === 'string' || typeof id === 'number' ? id : null,
    method: typeof method === 'string' ? method : '',
    params: isObject(params) ? params : {},
    bytes,
  }
}

const saidBy = (message: Message): Said => ({
  id: 'id' in message ? message.id : null,
  method: 'method' in message ? message.method : '',
  params: 'params' in message ? message.params : {},
  bytes: message.raw,
})

/** Where the server never said a word there is no conversation that could go on. */
const firstFailure = ({ fault, message, cause }: WayError): Failure =>
  cause instanceof Failure ? cause : new Failure(failureBy(fault) ?? 'server-unreachable', message)
