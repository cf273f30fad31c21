// One stream of a legacy session: the answer to a POST, or what the server says unasked. It outlives its connection, so that a
// client that lost one can go on where it was (MCP 2025-11-25 basic/transports, resumability).
import type { HttpAnswer } from '../../core/protocol/http/refusals.ts'
import type { Reply } from '../../io/transport/http/reply.ts'
import type { Replay } from './replay.ts'

export type StreamParts = {
  /** 0: what the server says unasked. */
  readonly no: number
  readonly replay: Replay
  /** Revisions before 2025-11-25 have no events without data. */
  readonly isPrimed: () => boolean
  /** Called when its reader left too much unread. */
  readonly onUnread: () => void
}

const NOTHING = new Uint8Array()

export class EventStream {
  readonly no: number
  /** Keys of the requests that are to be answered here. */
  readonly open = new Set<string>()
  readonly #parts: StreamParts
  #reply: Reply | null = null
  #seq = 0
  /** The last event that a connection took. */
  #sent = 0

  constructor(parts: StreamParts) {
    this.no = parts.no
    this.#parts = parts
  }

  get isConnected(): boolean {
    return this.#reply !== null && this.#reply.isOpen
  }

  /** `mayTakeLong`: it becomes a stream when nothing was said for a while. */
  attach(reply: Reply, mayTakeLong: boolean): void {
    this.#reply = reply
    if (mayTakeLong) reply.onLong = () => this.#begin()
  }

  /**
   * A new connection: for what came after the event that the client names, false where that is lost; or, where it names none, for
   * what was not sent and is still kept.
   */
  resume(reply: Reply, after: number | null): boolean {
    const { replay } = this.#parts
    const missed = after === null ? replay.left(this.no, this.#sent) : replay.after(this.no, after)
    if (missed === null || (after ?? 0) > this.#seq) return false
    this.#reply?.end()
    this.#reply = reply
    reply.begin()
    for (const { seq, data } of missed) this.#send(data, seq)
    if (this.no !== 0 && this.open.size === 0) this.end()
    return true
  }

  /** The only answer of a connection that has not begun to be a stream is sent whole. */
  answer(data: Uint8Array, whole: Omit<HttpAnswer, 'body'>): void {
    const reply = this.#reply
    if (reply !== null && reply.isOpen && !reply.isStream && this.open.size === 0) {
      reply.answer({ ...whole, body: data })
      return
    }
    this.tell(data, whole.headers)
    if (this.open.size === 0 && this.no !== 0) this.end()
  }

  tell(data: Uint8Array, headers: Readonly<Record<string, string>> = {}): void {
    this.#begin(headers)
    this.#seq += 1
    this.#parts.replay.keep(this.no, this.#seq, data)
    this.#send(data, this.#seq)
  }

  /** Nothing more comes on this connection. */
  end(): void {
    this.#reply?.end()
    this.#reply = null
  }

  /** The same where no answer was said, and none will be. */
  close(): void {
    this.#reply?.begin()
    this.end()
  }

  #begin(headers: Readonly<Record<string, string>> = {}): void {
    const reply = this.#reply
    if (reply === null || !reply.isOpen || reply.isStream) return
    reply.begin(headers)
    if (this.#parts.isPrimed()) reply.event(NOTHING, this.#idOf(this.#sent))
  }

  #send(data: Uint8Array, seq: number): void {
    const reply = this.#reply
    if (reply === null || !reply.isOpen) return
    if (reply.event(data, this.#idOf(seq))) this.#sent = seq
    else {
      this.#reply = null
      this.#parts.onUnread()
    }
  }

  readonly #idOf = (seq: number): string => `${this.no}_${seq}`
}

/** What `Last-Event-ID` names; null when no event of ours was called so. */
export function readEventId(text: string): { readonly stream: number; readonly seq: number } | null {
  const match = /^(\d{1,9})_(\d{1,9})$/.exec(text)
  return match === null ? null : { stream: Number(match[1]), seq: Number(match[2]) }
}
