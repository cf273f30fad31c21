// All modern clients of one principal at one server share a guard, and so a session. Each of them counts its requests by itself:
// on the line to the guard a request has an id of ours, and its answer gets back the id that its client gave it.
import { isObject, type Json } from '../../core/model/json.ts'
import type { Id, Message, Notification, Request } from '../../core/model/message.ts'
import { encodeAnswer, encodeNotification } from '../../core/protocol/encode.ts'
import { RPC } from '../../core/protocol/fault.ts'
import { answerOf, type HttpRefusal } from '../../core/protocol/http/refusals.ts'
import { asPrivate } from '../../core/protocol/http/cache-scope.ts'
import { metaOf, type Told, toldBy, wantsLog } from '../../core/protocol/http/told.ts'
import { META } from '../../core/protocol/modern/methods.ts'
import { textAt, withValueAt } from '../../core/protocol/member.ts'
import { pushedChannel, type Pushed } from '../../io/transport/http/pushed.ts'
import type { Reply } from '../../io/transport/http/reply.ts'

export type LineParts = {
  readonly onUnread: () => void
  /** Tells of a message that belongs to no request. */
  readonly onUnaddressed: (method: string) => void
  readonly now: () => number
  /** Whether answers may be kept for others than who asked. */
  readonly sharesCaches: boolean
}

type Asked = {
  /** As its client wrote it. */
  readonly id: Id
  readonly token: string | null
  readonly wantsLog: boolean
  readonly isSubscription: boolean
  readonly reply: Reply
}

const ID = ['id'] as const
const TOKEN = ['params', '_meta', 'progressToken'] as const

export class ModernLine {
  readonly #parts: LineParts
  readonly #pushed: Pushed
  readonly #asked = new Map<number, Asked>()
  #count = 0
  #usedAt: number

  constructor(parts: LineParts) {
    this.#parts = parts
    this.#usedAt = parts.now()
    this.#pushed = pushedChannel((bytes, message) => this.#deliver(bytes, message))
  }

  get channel() {
    return this.#pushed.channel
  }

  /** False once its guard takes nothing more. */
  get isOpen(): boolean {
    return this.#pushed.isOpen()
  }

  idleFor(): number {
    if (this.#asked.size > 0) this.#usedAt = this.#parts.now()
    return this.#parts.now() - this.#usedAt
  }

  /** Null: it was taken, and is answered later. */
  ask(request: Request, reply: Reply): HttpRefusal | null {
    this.#usedAt = this.#parts.now()
    const own = (this.#count += 1)
    const token = textAt(request.text, TOKEN)
    const line = withValueAt(withValueAt(request.text, TOKEN, String(own)), ID, String(own))
    if (!this.#pushed.push(Buffer.from(line))) return 'busy'
    const { id, method, params } = request
    const isSubscription = method === 'subscriptions/listen'
    this.#asked.set(own, { id, token, wantsLog: wantsLog(params), isSubscription, reply })
    reply.onLong = () => reply.begin()
    if (isSubscription) reply.onDue = () => void reply.event(closureOf(id))
    // Closing its stream is how a modern client cancels (MCP 2026-07-28 basic/transports).
    reply.onLeave = () => this.#cancel(own)
    return null
  }

  /** Null: it was taken. A cancellation names an id that others may use too: it is not passed on. */
  notify(notice: Notification, reply: Reply): HttpRefusal | null {
    this.#usedAt = this.#parts.now()
    if (notice.method === 'notifications/cancelled') this.#parts.onUnaddressed(notice.method)
    else if (!this.#pushed.push(Buffer.from(notice.text))) return 'busy'
    reply.answer({ status: 202, headers: {}, body: new Uint8Array() })
    return null
  }

  hangUp(): void {
    this.#pushed.hangUp()
  }

  /** Its guard has ended: nobody waits for an answer that cannot come. */
  over(why: HttpRefusal): void {
    this.channel.close()
    for (const [own, { id, isSubscription, reply }] of this.#asked) {
      this.#asked.delete(own)
      const { status, body } = answerOf(why, id)
      if (isSubscription && why === 'ending') finish(reply, 200, closureOf(id))
      else finish(reply, status, body)
    }
  }

  #cancel(own: number): void {
    if (!this.#asked.delete(own)) return
    const reason = 'The client closed its stream.'
    this.#pushed.push(encodeNotification('notifications/cancelled', { requestId: own, reason }))
  }

  #deliver(bytes: Uint8Array, message?: Message): void {
    const told = toldBy(bytes, message)
    if (told.kind === 'answer') return this.#answer(told.id, bytes)
    const own = this.#belongsTo(told)
    const asked = own === undefined ? undefined : this.#asked.get(own)
    if (asked === undefined) {
      if (told.kind !== 'unaddressed') this.#parts.onUnaddressed(told.method)
      return
    }
    const { reply } = asked
    reply.begin()
    const text = Buffer.from(bytes).toString()
    const marked = asked.token === null ? text : withValueAt(text, ['params', 'progressToken'], asked.token)
    if (!reply.event(Buffer.from(renamed(marked, asked, MARKS_TOLD)))) {
      this.#cancel(own!)
      return this.#parts.onUnread()
    }
    // A server that ends a subscription says nothing more of it.
    if (told.kind !== 'notification' || told.method !== 'notifications/cancelled') return
    this.#asked.delete(own!)
    reply.end()
  }

  #answer(own: Id, bytes: Uint8Array): void {
    const asked = typeof own === 'number' ? this.#asked.get(own) : undefined
    // Its client has left.
    if (asked === undefined) return
    this.#asked.delete(own as number)
    const said = Buffer.from(bytes).toString()
    const text = this.#parts.sharesCaches ? said : asPrivate(said)
    const isOver = finish(asked.reply, statusOf(text), Buffer.from(renamed(text, asked, MARKS_ANSWERED)))
    if (!isOver) this.#parts.onUnread()
  }

  /** The request that a message is about, by the marks that went with it; a line of a log goes to the last that wants one. */
  #belongsTo(told: Exclude<Told, { kind: 'answer' }>): number | undefined {
    if (told.kind === 'unaddressed') return undefined
    const { method, params } = told
    const mark = metaOf(params)[META.subscription] ?? params.progressToken ?? params.requestId
    if (typeof mark === 'number') return mark
    if (method !== 'notifications/message') return undefined
    return [...this.#asked].findLast(([, asked]) => asked.wantsLog)?.[0]
  }
}

/** Where our number for a request stands in what is told of it, and in its answer. */
const MARKS_TOLD = [ID, ['params', '_meta', META.subscription], ['params', 'requestId']] as const
const MARKS_ANSWERED = [ID, ['result', '_meta', META.subscription]] as const

/** With the id that the client gave in its place. */
const renamed = (text: string, { id }: Asked, marks: readonly (readonly string[])[]): string =>
  marks.reduce((now, path) => withValueAt(now, path, JSON.stringify(id)), text)

/** That a subscription ends well, and by us (MCP 2026-07-28 basic/patterns/subscriptions, graceful closure). */
const closureOf = (id: Id): Uint8Array =>
  encodeAnswer(id, { resultType: 'complete', _meta: { [META.subscription]: id } })

/** False when its reader was given up. */
function finish(reply: Reply, status: number, body: Uint8Array): boolean {
  if (!reply.isStream) {
    reply.answer({ status, headers: {}, body })
    return true
  }
  const isTaken = reply.event(body)
  reply.end()
  return isTaken
}

const STATUS: ReadonlyMap<Json, number> = new Map<Json, number>([
  [RPC.parse, 400],
  [RPC.invalidRequest, 400],
  [RPC.methodNotFound, 404],
  [RPC.headerMismatch, 400],
  [RPC.capabilityMissing, 400],
  [RPC.revisionUnsupported, 400],
])

/** What the protocol says about a request is a status of HTTP too (MCP 2026-07-28 basic/transports). */
function statusOf(text: string): number {
  const written = textAt(text, ['error'])
  if (written === null) return 200
  const error = JSON.parse(written) as Json
  return (isObject(error) ? STATUS.get(error.code ?? null) : undefined) ?? 200
}
