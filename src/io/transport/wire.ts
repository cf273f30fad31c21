// One connection between a door and the gateway process, as two byte streams and frames beside them. It is always read, so
// that the end of the other side is seen at once; what a slow reader has not taken is bounded by a window, not by not reading.
import { Readable, Writable } from 'node:stream'
import type { Duplex } from 'node:stream'
import { creditOf, type Frame, FrameReader, headerOf, type Kind, readCredit } from '../../core/door/frames.ts'
import { bound } from '../../core/model/bounds.ts'

const PIECE = bound('door-piece-bytes')
const WINDOW = bound('door-window-bytes')
/** Credit is given for at least so much at once. */
const STEP = WINDOW / 4

type Taker = (frame: Frame | null) => void
type Carrying = { readonly onFrame: (frame: Frame) => void }

export class Wire {
  /** What the other side says; it ends when the other side does. */
  readonly incoming: Readable
  readonly outgoing: Writable
  /** Settles when the connection is over, with why when the other side broke its rules. */
  readonly over: Promise<string | null>
  readonly #socket: Duplex
  readonly #reader = new FrameReader(new Set())
  #taker: Taker | null = null
  #carrying: Carrying | null = null
  #wake: (() => void) | null = null
  #arrived: Uint8Array[] = []
  #isWanted = false
  /** Bytes that came and were not credited yet, and those of them that were taken. */
  #held = 0
  #taken = 0
  #hasEnded = false
  #hasTold = false
  #credit = WINDOW
  #waiting: (() => void) | null = null
  #isOver = false

  constructor(socket: Duplex) {
    this.#socket = socket
    socket.on('error', () => undefined)
    this.incoming = new Readable({ read: () => this.#want(), highWaterMark: PIECE })
    this.outgoing = new Writable({
      highWaterMark: PIECE,
      write: (chunk: Buffer, _, done) => void this.#say([chunk], done),
      writev: (chunks, done) =>
        void this.#say(
          chunks.map(({ chunk }) => chunk as Buffer),
          done,
        ),
      final: (done) => {
        this.send('end')
        done()
      },
    })
    this.outgoing.on('error', () => undefined)
    this.over = this.#read()
  }

  /** The next frame, which must be of one of these kinds; null when there is none. Only before `carry`. */
  take(...kinds: readonly Kind[]): Promise<Frame | null> {
    this.#reader.expects = new Set(kinds)
    return new Promise((resolve) => {
      if (this.#isOver) return resolve(null)
      this.#taker = resolve
      this.#wake?.()
    })
  }

  /** From now on both streams flow; frames of these other kinds are handed over. */
  carry(kinds: readonly Kind[], onFrame: (frame: Frame) => void): void {
    this.#reader.expects = new Set<Kind>(['bytes', 'credit', 'end', ...kinds])
    this.#carrying = { onFrame }
    this.#wake?.()
  }

  /** Nothing happens when the connection is over. */
  send(kind: Kind, words: Uint8Array = new Uint8Array()): void {
    if (!this.#socket.writable) return
    this.#socket.cork()
    this.#socket.write(headerOf(kind, words.length))
    if (words.length > 0) this.#socket.write(words)
    this.#socket.uncork()
  }

  /** What was sent and not taken by the other side. */
  get unsent(): number {
    return this.#socket.writableLength
  }

  /** No more is sent; what was, arrives. */
  finish(): void {
    this.#socket.end()
  }

  cut(): void {
    this.#socket.destroy()
  }

  async #read(): Promise<string | null> {
    try {
      for await (const chunk of this.#socket as AsyncIterable<Buffer>) {
        const why = await this.#readChunk(chunk)
        if (why !== null) return why
      }
      return null
    } catch {
      // A connection that breaks has ended.
      return null
    } finally {
      this.#end()
    }
  }

  async #readChunk(chunk: Buffer): Promise<string | null> {
    const frames = this.#reader.feed(chunk)
    for (;;) {
      // What may come next is known only when somebody asks for it.
      if (this.#carrying === null && this.#taker === null) await this.#asked()
      if (this.#carrying === null && this.#taker === null) return null
      const { value: frame, done } = frames.next()
      if (done === true) return null
      if (frame.kind === 'fault') return frame.why
      const why = this.#deliver(frame)
      if (why !== null) return why
    }
  }

  #asked(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
      this.#socket.once('close', resolve)
    })
  }

  #deliver(frame: Frame): string | null {
    const taker = this.#taker
    if (taker !== null) {
      this.#taker = null
      taker(frame)
      return null
    }
    if (frame.kind === 'bytes') return this.#receive(frame.words)
    if (frame.kind === 'credit') return this.#credited(readCredit(frame.words))
    if (frame.kind === 'end') {
      this.#hasEnded = true
      this.#hand()
    } else this.#carrying!.onFrame(frame)
    return null
  }

  #receive(words: Uint8Array): string | null {
    if (this.#hasEnded) return 'it sent more after its end'
    this.#held += words.length
    if (this.#held > WINDOW) return 'it sent more than there is room for'
    if (this.incoming.destroyed) this.#took(words.length)
    else {
      this.#arrived.push(words)
      this.#hand()
    }
    return null
  }

  #credited(bytes: number): string | null {
    this.#credit += bytes
    if (this.#credit > WINDOW) return 'it gave room that it does not have'
    this.#waiting?.()
    return null
  }

  #want(): void {
    this.#isWanted = true
    this.#hand()
  }

  #hand(): void {
    while (this.#isWanted && this.#arrived.length > 0) {
      const words = this.#arrived.shift()!
      this.#took(words.length)
      this.#isWanted = this.incoming.push(words)
    }
    if (!this.#hasEnded || this.#arrived.length > 0 || this.incoming.destroyed || this.#hasTold) return
    this.#hasTold = true
    this.incoming.push(null)
  }

  #took(bytes: number): void {
    this.#taken += bytes
    if (this.#taken < STEP) return
    this.send('credit', creditOf(this.#taken))
    this.#held -= this.#taken
    this.#taken = 0
  }

  /** Calls back when all was sent, or with the reason why not. */
  async #say(chunks: readonly Buffer[], done: (error?: Error) => void): Promise<void> {
    for (let rest = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks); rest.length > 0;) {
      while (this.#credit === 0 && !this.#isOver) await new Promise<void>((resolve) => (this.#waiting = resolve))
      if (this.#isOver) return done(new Error('the other side has closed'))
      const part = rest.subarray(0, Math.min(PIECE, this.#credit))
      this.#credit -= part.length
      this.send('bytes', part)
      rest = rest.subarray(part.length)
    }
    done()
  }

  #end(): void {
    this.#isOver = true
    this.#socket.destroy()
    this.#taker?.(null)
    this.#waiting?.()
    this.#hasEnded = true
    this.#hand()
    this.outgoing.destroy()
  }
}
