// What comes back for one message, or on a stream that stands open: frame by frame, in order, each taken before the next is read.
import { setTimeout as sleep } from 'node:timers/promises'
import { bound } from '../../../../core/model/bounds.ts'
import type { Frame } from '../../../../core/model/channel.ts'
import { type Id, idKey } from '../../../../core/model/message.ts'
import { Pace } from '../../../../core/policy/budget/pace.ts'
import { isJson } from '../../../../core/protocol/http/media.ts'
import { scanId } from '../../../../core/protocol/scan-id.ts'
import { Line } from '../../lines.ts'
import { EventReader } from './events.ts'
import type { Inbox } from './inbox.ts'
import { type Answered, emptied, WayError } from './wire.ts'

/** What has come so far on one stream, over as many connections as it took. */
export type Stream = {
  /** Whose answer is waited for; null: nobody's. */
  readonly id: Id | null
  isAnswered: boolean
  /** The last event that was taken. */
  lastEvent: string | null
  retryMs: number | null
  /** How often it was asked for again. */
  resumes: number
  /** Sees the answer before anybody else does. */
  readonly onAnswer?: (bytes: Uint8Array) => void
}

export const newStream = (id: Id | null, onAnswer?: Stream['onAnswer']): Stream => ({
  id,
  isAnswered: false,
  lastEvent: null,
  retryMs: null,
  resumes: 0,
  ...(onAnswer !== undefined && { onAnswer }),
})

type Kind = 'json' | 'events' | 'none' | 'other'

export function kindOf({ status, headers }: Answered): Kind {
  const type = headers['content-type']
  if (status === 202 || status === 204 || type === undefined) return 'none'
  if (isJson(type)) return 'json'
  return /^text\/event-stream *(?:;|$)/i.test(type.trim()) ? 'events' : 'other'
}

const AFTER_MS = 500
/** What an event may have around its data: its id, its name and the marks of its lines. */
const AROUND_BYTES = 1_024

export class Answers {
  readonly #put: Inbox['put']
  /**
   * Of what is no message on all its streams. Nobody waits for that, and reading it takes the time of a process that serves all: a server
   * that sends comments without an end would keep everybody else waiting.
   */
  readonly #noise = new Pace(
    { count: bound('remote-noise-bytes'), withinMs: bound('remote-noise-ms') },
    performance.now(),
  )
  /** Bytes of all streams that are in memory and were not taken. */
  #held = 0

  constructor(put: Inbox['put']) {
    this.#put = put
  }

  async read(answered: Answered, stream: Stream): Promise<void> {
    const kind = kindOf(answered)
    if (kind === 'json') return this.readJson(answered, stream)
    if (kind === 'events') return this.readEvents(answered, stream)
    await emptied(answered)
    if (kind === 'other')
      throw new WayError('way-form', 'it answers with a type that is neither JSON nor a stream of events')
  }

  /** The whole body is one message, or a batch of them. */
  async readJson({ body }: Answered, stream: Stream): Promise<void> {
    const line = new Line(bound('message-bytes'))
    let [before, bytes] = [0, 0]
    try {
      await body.read((part): undefined => {
        bytes += part.length
        if (bytes > bound('message-bytes')) throw new TooLong()
        line.add(part)
        before = this.#hold(before, line.kept)
      })
      if (line.bytes > 0) await this.#take(line.take(), stream)
    } catch (cause) {
      if (!(cause instanceof TooLong)) throw cause
      await this.#take(oversize(bytes, stream), stream)
    } finally {
      this.#hold(before, 0)
    }
  }

  /** Until it ends. Throws what undici throws when it breaks. */
  async readEvents({ body }: Answered, stream: Stream): Promise<void> {
    const reader = new EventReader()
    let [before, noise] = [0, 0]
    let after: NodeJS.Timeout | undefined
    try {
      await body.read(async (part) => {
        let room = 0
        for (const { id, frame } of reader.feed(part)) {
          if (id !== null && id !== '') stream.lastEvent = id
          if (frame !== null) room += AROUND_BYTES
          // What is said after the answer belongs to nobody.
          if (frame !== null && !(stream.isAnswered && stream.id !== null)) await this.#take(frame, stream)
        }
        if (reader.isTooLong) throw new TooLong()
        stream.retryMs = reader.retryMs ?? stream.retryMs
        before = this.#hold(before, reader.held)
        const waitMs = this.#noise.took(reader.noise - noise - room, performance.now())
        noise = reader.noise
        if (waitMs > 0) await sleep(waitMs, undefined, { ref: false })
        // The server should end it now, so that the connection can be used again.
        if (stream.isAnswered && stream.id !== null) after ??= setTimeout(() => body.destroy(), AFTER_MS)
      })
    } catch (cause) {
      if (stream.isAnswered && stream.id !== null) return
      if (!(cause instanceof TooLong)) throw cause
      await this.#take(oversize(reader.held, stream), stream)
    } finally {
      clearTimeout(after)
      this.#hold(before, 0)
    }
  }

  async #take(came: Frame, stream: Stream): Promise<void> {
    const frame = withoutBreaks(came)
    const { id, looksLike } = frame.kind === 'frame' ? scanId(frame.bytes) : nameOf(frame)
    const isBatch = frame.kind === 'frame' && looksLike === 'noise' && FIRST_OF_LIST.test(startOf(frame.bytes))
    if (isBatch) stream.isAnswered = true
    if (looksLike === 'answer' || looksLike === 'part') {
      // On the stream of one call an answer to another could be taken from somewhere else.
      if (stream.id === null) throw new WayError('way-form', 'it answers where nothing was asked')
      if (id === undefined) throw new WayError('way-form', 'it answers with an error that names no request')
      if (idKey(id) !== idKey(stream.id)) throw new WayError('way-form', 'it answers another request than this one')
      if (frame.kind === 'frame') stream.onAnswer?.(frame.bytes)
      stream.isAnswered = true
    }
    await this.#put(frame)
  }

  #hold(before: number, now: number): number {
    this.#held += now - before
    if (now > before && this.#held > bound('remote-held-bytes')) {
      this.#held -= now - before
      throw new WayError('way-form', 'too much of its answers was on its way at once')
    }
    return now
  }
}

class TooLong extends Error {}

/** The rest is not read: it could go on for ever, and nothing of it would be used. On the stream of a call it is taken for its answer. */
const oversize = (bytes: number, { id }: Stream): Frame =>
  id === null
    ? { kind: 'oversize', bytes, id: undefined, looksLike: 'noise' }
    : { kind: 'oversize', bytes, id, looksLike: 'answer' }

const nameOf = (frame: Frame): ReturnType<typeof scanId> =>
  frame.kind === 'oversize' ? frame : { id: undefined, looksLike: 'noise' }

const FIRST_OF_LIST = /^[ \t]*\[/
const startOf = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, 64)).toString('latin1')

const LINE_FEED = 0x0a
const RETURN = 0x0d
const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * Between the values of a JSON text a line break is a space; within a string it makes it none, and it is refused as it came. Nothing
 * is parsed for that: how much it holds is not counted yet.
 */
function withoutBreaks(frame: Frame): Frame {
  if (frame.kind !== 'frame') return frame
  const given = Buffer.from(frame.bytes.buffer, frame.bytes.byteOffset, frame.bytes.length)
  if (!given.includes(LINE_FEED) && !given.includes(RETURN)) return frame
  const bytes = Buffer.from(given)
  let isInText = false
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === QUOTE) isInText = !isInText
    else if (byte === BACKSLASH && isInText) at += 1
    else if (byte === LINE_FEED || byte === RETURN) {
      if (isInText) return frame
      bytes[at] = SPACE
    }
  }
  return { kind: 'frame', bytes }
}
