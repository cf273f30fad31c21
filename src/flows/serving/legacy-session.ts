// A session of the legacy era over HTTP: many requests and streams of one client, and the one guard that they all lead to.
import { isObject, type JsonObject } from '../../core/model/json.ts'
import { type Id, idKey, type Message } from '../../core/model/message.ts'
import { answerOf, type HttpRefusal } from '../../core/protocol/http/refusals.ts'
import { metaOf, type Told, toldBy, tokenKeyOf } from '../../core/protocol/http/told.ts'
import { hasBatches } from '../../core/protocol/legacy/methods.ts'
import { pushedChannel, type Pushed } from '../../io/transport/http/pushed.ts'
import type { Reply } from '../../io/transport/http/reply.ts'
import { EventStream, readEventId } from './event-stream.ts'
import { Replay } from './replay.ts'

export type SessionParts = {
  readonly id: string
  /** By its key. */
  readonly principal: string
  readonly server: string
  /** Tells of a reader that was given up. */
  readonly onUnread: () => void
  readonly now: () => number
}

const FIRST_WITH_PRIMING = '2025-11-25'
const REMEMBERED_CANCELS = 256

export class LegacySession {
  readonly #parts: SessionParts
  readonly #pushed: Pushed
  readonly #replay = new Replay()
  readonly #streams = new Map<number, EventStream>()
  /** The stream that each open request is answered on, and the ids of those that ask for progress by their token. */
  readonly #asked = new Map<string, EventStream>()
  readonly #progress = new Map<string, string>()
  readonly #cancelled = new Set<string>()
  readonly #standing: EventStream
  #count = 0
  #opening: string | null = null
  #revision: string | null = null
  #usedAt: number

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#usedAt = parts.now()
    this.#pushed = pushedChannel((bytes, message) => this.#deliver(bytes, message))
    this.#standing = this.#newStream(0)
  }

  get channel() {
    return this.#pushed.channel
  }

  /** False once its guard takes nothing more. */
  get isOpen(): boolean {
    return this.#pushed.isOpen()
  }

  /** Of this principal alone: an id that was seen by somebody else opens nothing. */
  isOf(principal: string, server: string): boolean {
    return this.#parts.principal === principal && this.#parts.server === server
  }

  /** Milliseconds since it was used; something that is waited for uses it. */
  idleFor(): number {
    if (this.#asked.size > 0 || this.#standing.isConnected) this.#usedAt = this.#parts.now()
    return this.#parts.now() - this.#usedAt
  }

  /** Null: it was taken, and is answered later. */
  post(messages: readonly Message[], frame: Uint8Array, isBatch: boolean, reply: Reply): HttpRefusal | null {
    this.#usedAt = this.#parts.now()
    if (isBatch && !(this.#revision !== null && hasBatches(this.#revision))) return 'body-refused'
    const requests = messages.filter((one) => one.kind === 'request')
    const keys = requests.map(({ id }) => idKey(id))
    if (keys.some((key) => this.#asked.has(key) || this.#cancelled.has(key)) || new Set(keys).size !== keys.length)
      return 'id-reused'
    const [first] = messages
    if (!this.#pushed.push(frame, first?.raw === frame ? first : undefined)) return 'busy'
    for (const message of messages) if (message.kind === 'notification') this.#forgetCancelled(message)
    if (requests.length === 0) {
      reply.answer({ status: 202, headers: {}, body: new Uint8Array() })
      return null
    }
    const stream = this.#newStream((this.#count += 1))
    this.#streams.set(stream.no, stream)
    // The id of the session stands in the head of the first answer: that cannot begin before it is known.
    stream.attach(reply, requests[0]!.method !== 'initialize')
    for (const request of requests) {
      const key = idKey(request.id)
      stream.open.add(key)
      this.#asked.set(key, stream)
      if (request.method === 'initialize') this.#opening = key
      const token = tokenKeyOf(metaOf(request.params).progressToken)
      if (token !== null) this.#progress.set(token, key)
    }
    return null
  }

  /** The stream for what the server says unasked, or one that was lost. */
  listen(reply: Reply, lastEventId: string | undefined): HttpRefusal | null {
    this.#usedAt = this.#parts.now()
    if (lastEventId === undefined) {
      if (this.#standing.isConnected) return 'stream-taken'
      return this.#standing.resume(reply, null) ? null : 'stream-lost'
    }
    const event = readEventId(lastEventId)
    const stream = event?.stream === 0 ? this.#standing : this.#streams.get(event?.stream ?? -1)
    return event !== null && stream?.resume(reply, event.seq) === true ? null : 'stream-lost'
  }

  /** The client is done, or nobody waits for it any more: what is under way is still answered. */
  hangUp(): void {
    this.#pushed.hangUp()
  }

  /** Its guard has ended: nobody waits for an answer that cannot come. */
  over(why: HttpRefusal): void {
    this.channel.close()
    for (const [key, stream] of this.#asked) {
      const id: Id = key.startsWith('n') ? Number(key.slice(1)) : key.slice(1)
      this.#settle(key, stream)
      stream.answer(answerOf(why, id).body, { status: 200, headers: {} })
    }
    this.#standing.end()
  }

  #newStream(no: number): EventStream {
    const { onUnread } = this.#parts
    const isPrimed = (): boolean => (this.#revision ?? '') >= FIRST_WITH_PRIMING
    return new EventStream({ no, replay: this.#replay, isPrimed, onUnread })
  }

  #deliver(bytes: Uint8Array, message?: Message): void {
    const told = toldBy(bytes, message)
    if (told.kind !== 'answer') return this.#streamFor(told).tell(bytes)
    const key = idKey(told.id)
    const stream = this.#asked.get(key)
    // It was cancelled meanwhile: whoever asked does not listen.
    if (stream === undefined) return
    const isOpening = key === this.#opening
    const headers = isOpening ? this.#opened(bytes) : {}
    const isHeard = stream.isConnected && headers['mcp-session-id'] !== undefined
    this.#settle(key, stream)
    stream.answer(bytes, { status: 200, headers })
    // Nobody was told its id: its server would wait for nothing.
    if (isOpening && !isHeard) this.hangUp()
    this.#forgetStreams()
  }

  /** The id of the session is told with the answer that opens it, and with no refusal. */
  #opened(bytes: Uint8Array): Readonly<Record<string, string>> {
    this.#opening = null
    const { result } = JSON.parse(new TextDecoder().decode(bytes)) as JsonObject
    if (!isObject(result) || typeof result.protocolVersion !== 'string') return {}
    this.#revision = result.protocolVersion
    return { 'mcp-session-id': this.#parts.id }
  }

  /** Nothing on the line of a server says what it belongs to but the token of its progress: the last that was asked is meant. */
  #streamFor(told: Exclude<Told, { kind: 'answer' }>): EventStream {
    const latest = (): EventStream =>
      (this.#opening === null ? [...this.#asked.values()].at(-1) : undefined) ?? this.#standing
    if (told.kind === 'request') return latest()
    if (told.kind === 'unaddressed') return this.#standing
    if (told.method === 'notifications/progress') {
      const key = this.#progress.get(tokenKeyOf(told.params.progressToken) ?? '')
      return (key === undefined ? undefined : this.#asked.get(key)) ?? latest()
    }
    return told.method === 'notifications/message' || told.method === 'notifications/cancelled'
      ? latest()
      : this.#standing
  }

  #settle(key: string, stream: EventStream): void {
    stream.open.delete(key)
    this.#asked.delete(key)
    for (const [token, asked] of this.#progress) if (asked === key) this.#progress.delete(token)
  }

  #forgetCancelled({ method, params }: Extract<Message, { kind: 'notification' }>): void {
    const { requestId } = params
    if (method !== 'notifications/cancelled' || (typeof requestId !== 'string' && typeof requestId !== 'number')) return
    const key = idKey(requestId)
    const stream = this.#asked.get(key)
    if (stream === undefined) return
    this.#settle(key, stream)
    this.#cancelled.add(key)
    if (this.#cancelled.size > REMEMBERED_CANCELS) this.#cancelled.delete(this.#cancelled.values().next().value!)
    // A stream that ends without an answer: there is none to a request that was cancelled.
    if (stream.open.size === 0) stream.close()
  }

  /** Streams that are over and of which nothing is kept. */
  #forgetStreams(): void {
    for (const [no, stream] of this.#streams) {
      if (stream.open.size > 0 || stream.isConnected || this.#replay.has(no)) continue
      this.#streams.delete(no)
      this.#replay.forget(no)
    }
  }
}
