// What comes back for one message, or on a stream that stands open: frame by frame, in order, each taken before the next is read.
import { bound } from '../../../../core/model/bounds.ts'
import type { Frame } from '../../../../core/model/channel.ts'
import { type Id, idKey } from '../../../../core/model/message.ts'
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

export class Answers {
  readonly #put: Inbox['put']
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
    let before = 0
    try {
      await body.read((part): undefined => {
        line.add(part)
        before = this.#hold(before, line.kept)
      })
      if (line.bytes > 0) await this.#take(line.take(), stream)
    } finally {
      this.#hold(before, 0)
    }
  }

  /** Until it ends. Throws what undici throws when it breaks. */
  async readEvents({ body }: Answered, stream: Stream): Promise<void> {
    const reader = new EventReader()
    let before = 0
    let after: NodeJS.Timeout | undefined
    try {
      await body.read(async (part) => {
        for (const { id, frame } of reader.feed(part)) {
          if (id !== null && id !== '') stream.lastEvent = id
          // What is said after the answer belongs to nobody.
          if (frame !== null && !(stream.isAnswered && stream.id !== null)) await this.#take(frame, stream)
        }
        stream.retryMs = reader.retryMs ?? stream.retryMs
        before = this.#hold(before, reader.held)
        // The server should end it now, so that the connection can be used again.
        if (stream.isAnswered && stream.id !== null) after ??= setTimeout(() => body.destroy(), AFTER_MS)
      })
    } catch (cause) {
      if (!stream.isAnswered) throw cause
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

const nameOf = (frame: Frame): ReturnType<typeof scanId> =>
  frame.kind === 'oversize' ? frame : { id: undefined, looksLike: 'noise' }

const FIRST_OF_LIST = /^[ \t]*\[/
const startOf = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, 64)).toString('latin1')

/** Between the values of a JSON text a line break is a space; within a string it makes it none, and it is refused as it came. */
function withoutBreaks(frame: Frame): Frame {
  if (frame.kind !== 'frame') return frame
  const bytes = Buffer.from(frame.bytes.buffer, frame.bytes.byteOffset, frame.bytes.length)
  if (!bytes.includes(0x0a) && !bytes.includes(0x0d)) return frame
  try {
    JSON.parse(bytes.toString('utf8'))
  } catch {
    return frame
  }
  return { kind: 'frame', bytes: bytes.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte)) }
}
