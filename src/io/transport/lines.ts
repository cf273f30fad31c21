// JSON-RPC over a pair of byte streams, one message a line (MCP stdio transport). Bounded, and slow readers slow writers.
import type { Readable, Writable } from 'node:stream'
import { bound } from '../../core/model/bounds.ts'
import type { Channel, Frame } from '../../core/model/channel.ts'
import { IdScanner } from '../../core/protocol/scan-id.ts'

const NEWLINE = 0x0a

export function lineChannel(readable: Readable, writable: Writable, maxBytes = bound('message-bytes')): Channel {
  // Without a listener a peer that goes away would end our whole process.
  writable.on('error', () => undefined)
  /** All who wait, wait for the same. */
  let room: Promise<void> | null = null
  return {
    frames: readFrames(readable, maxBytes),
    canSend: () => writable.writable,
    send: async (bytes) => {
      if (!writable.writable) throw closed()
      writable.cork()
      writable.write(onOneLine(bytes))
      const hasRoom = writable.write('\n')
      writable.uncork()
      if (!hasRoom) await (room ??= roomIn(writable).finally(() => (room = null)))
    },
    close: () => {
      writable.end()
      readable.destroy()
    },
  }
}

/** U+2028 and U+2029, which JSON allows in strings as they are. */
const SEPARATORS = [
  [Buffer.from('\u2028'), '\\u2028'],
  [Buffer.from('\u2029'), '\\u2029'],
] as const

/**
 * Node's readline ends a line at these too: text could begin a message of its own. Escaped, the string is the same. Done to
 * what comes in, before it is judged, and to what we write ourselves. What holds none is returned as it is.
 */
export function onOneLine(bytes: Uint8Array): Uint8Array {
  const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let line = given
  for (const [separator, escape] of SEPARATORS) {
    if (!line.includes(separator)) continue
    // Byte by byte: what is no UTF-8 must stay so, and be refused.
    line = Buffer.from(line.toString('latin1').replaceAll(separator.toString('latin1'), escape), 'latin1')
  }
  return line === given ? bytes : line
}

const closed = (): Error => new Error('the other side has closed')

function roomIn(writable: Writable): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const onClose = (): void => reject(closed())
  writable.once('drain', resolve)
  writable.once('close', onClose)
  return promise.finally(() => writable.off('drain', resolve).off('close', onClose))
}

async function* readFrames(readable: Readable, maxBytes: number): AsyncGenerator<Frame> {
  const line = new Line(maxBytes)
  try {
    for await (const chunk of readable as AsyncIterable<Buffer>) {
      let start = 0
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        line.add(chunk.subarray(start, end))
        yield line.take()
        start = end + 1
      }
      line.add(chunk.subarray(start))
    }
  } catch {
    // A stream that breaks has ended: its owner learns why from the process or the socket.
  }
  if (line.bytes > 0) yield { kind: 'unfinished', bytes: line.bytes }
}

const FIRST_ROOM = 64 * 1024

/** One line on its way in. Past the bound only its length and its id are kept. */
export class Line {
  bytes = 0
  readonly #maxBytes: number
  /** The only part so far, as it came: most lines need no copy. */
  #whole: Buffer | null = null
  /** Parts are copied together as they come: kept one by one, each byte of a slow writer would cost a hundred. */
  #room: Buffer | null = null
  #scanner: IdScanner | null = null

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Bytes that lie in memory. */
  get kept(): number {
    return this.#scanner === null ? this.bytes : 0
  }

  add(part: Buffer): void {
    if (part.length === 0) return
    const before = this.bytes
    this.bytes += part.length
    if (this.#scanner !== null) this.#scanner.feed(part)
    else if (this.bytes > this.#maxBytes) this.#forget(before, part)
    else if (before === 0) this.#whole = part
    else part.copy(this.#roomFor(before), before)
  }

  take(): Frame {
    const { bytes } = this
    const [whole, room, scanner] = [this.#whole, this.#room, this.#scanner]
    this.bytes = 0
    this.#whole = this.#room = this.#scanner = null
    if (scanner !== null) return { kind: 'oversize', bytes, id: scanner.id, looksLike: scanner.looksLike }
    return { kind: 'frame', bytes: onOneLine(whole ?? room?.subarray(0, bytes) ?? Buffer.alloc(0)) }
  }

  #forget(before: number, part: Buffer): void {
    this.#scanner = new IdScanner()
    const kept = this.#whole ?? this.#room?.subarray(0, before)
    if (kept !== undefined) this.#scanner.feed(kept)
    this.#scanner.feed(part)
    this.#whole = this.#room = null
  }

  #roomFor(before: number): Buffer {
    const old = this.#whole ?? this.#room
    if (this.#whole === null && old !== null && old.length >= this.bytes) return old
    const room = Buffer.allocUnsafeSlow(Math.min(this.#maxBytes, Math.max(FIRST_ROOM, this.bytes * 2)))
    old?.copy(room, 0, 0, before)
    this.#whole = null
    this.#room = room
    return room
  }
}
