// Server-sent events as they come, within bounds: of a message as on any line, of ids and names, and nothing kept of the rest
// (WHATWG HTML, server-sent events).
import { bound } from '../../../../core/model/bounds.ts'
import type { Frame } from '../../../../core/model/channel.ts'
import { Line } from '../../lines.ts'

export type ServerEvent = {
  /** What it is called, for going on after it; null: as before. */
  readonly id: string | null
  /** Its data; null where it has none, or only an empty one. */
  readonly frame: Frame | null
}

const LINE_FEED = 0x0a
const RETURN = 0x0d
const COLON = 0x3a
const SPACE = 0x20
const BREAK = Buffer.from('\n')
/** `data: ` and the end of the line, where that holds something. */
const AROUND_LINE = 7
const MAX_FIELD = 16
const MAX_WORD = 1_024
const MARK = Buffer.from([0xef, 0xbb, 0xbf])

export class EventReader {
  /** How long to wait before a broken stream is asked for again, as the server wishes; null: it said nothing. */
  retryMs: number | null = null
  /** Bytes that came and are of no message. */
  noise = 0
  /** Whether an event is longer than any message may be, each of its lines as it was sent. Nothing is read after that. */
  isTooLong = false
  readonly #data: Line
  readonly #maxBytes: number
  #hasData = false
  #lines = 0
  #id: string | null = null
  #field = ''
  #word = ''
  #part: 'field' | 'first' | 'value' = 'field'
  #isEmpty = true
  #afterReturn = false
  #begun = false

  constructor(maxBytes = bound('message-bytes')) {
    this.#data = new Line(maxBytes)
    this.#maxBytes = maxBytes
  }

  /** Bytes that are kept of an event that is not whole yet. */
  get held(): number {
    return this.#data.kept
  }

  *feed(chunk: Buffer): Generator<ServerEvent> {
    let at = this.#begun || chunk.length < MARK.length || !chunk.subarray(0, 3).equals(MARK) ? 0 : 3
    this.#begun = true
    this.noise += chunk.length
    while (at < chunk.length && !this.isTooLong) {
      const byte = chunk[at]!
      if (byte === LINE_FEED && this.#afterReturn) {
        this.#afterReturn = false
        at += 1
        continue
      }
      this.#afterReturn = false
      if (byte === LINE_FEED || byte === RETURN) {
        this.#afterReturn = byte === RETURN
        at += 1
        const event = this.#endOfLine()
        if (event !== null) yield event
      } else at = this.#take(chunk, at)
    }
  }

  /** Index of what is not taken yet. */
  #take(chunk: Buffer, at: number): number {
    this.#isEmpty = false
    if (this.#part === 'field') {
      if (chunk[at] === COLON) {
        this.#part = 'first'
        this.#begin()
      } else if (this.#field.length <= MAX_FIELD) this.#field += String.fromCharCode(chunk[at]!)
      return at + 1
    }
    if (this.#part === 'first') {
      this.#part = 'value'
      if (chunk[at] === SPACE) return at + 1
    }
    const end = endOfText(chunk, at)
    const text = chunk.subarray(at, end)
    if (this.#field === 'data') {
      this.noise -= text.length + AROUND_LINE
      this.#add(text)
    } else if (this.#word.length <= MAX_WORD) this.#word += text.subarray(0, MAX_WORD + 1).toString('latin1')
    return end
  }

  #add(text: Buffer): void {
    const around = (this.#lines - 1) * AROUND_LINE
    this.isTooLong = this.#data.bytes + text.length + around > this.#maxBytes
    if (!this.isTooLong) this.#data.add(text)
  }

  #begin(): void {
    if (this.#field !== 'data') return
    if (this.#lines > 0) this.#add(BREAK)
    this.#lines += 1
    this.#hasData = true
  }

  #endOfLine(): ServerEvent | null {
    if (this.#isEmpty) return this.#dispatch()
    if (this.#part === 'field') this.#begin()
    // An id that holds NUL, or is longer than one that we would send back, is none.
    if (this.#field === 'id' && this.#word.length <= MAX_WORD && /^[\x20-\x7e]*$/.test(this.#word))
      this.#id = this.#word
    if (this.#field === 'retry' && /^\d{1,9}$/.test(this.#word)) this.retryMs = Number(this.#word)
    this.#field = this.#word = ''
    this.#part = 'field'
    this.#isEmpty = true
    return null
  }

  #dispatch(): ServerEvent | null {
    const hasWords = this.#data.bytes > 0
    const id = this.#id
    const isEvent = this.#hasData || id !== null
    const frame = hasWords ? this.#data.take() : null
    this.#id = null
    this.#hasData = false
    this.#lines = 0
    return isEvent ? { id, frame } : null
  }
}

function endOfText(chunk: Buffer, from: number): number {
  const feed = chunk.indexOf(LINE_FEED, from)
  const end = feed === -1 ? chunk.length : feed
  // Most streams have none: this is a second look at the same bytes only where one is.
  const back = chunk.subarray(from, end).indexOf(RETURN)
  return back === -1 ? end : from + back
}
