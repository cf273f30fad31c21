// JSON-RPC over a pair of byte streams, one message a line (MCP stdio transport). Bounded, and slow readers slow writers.
import type { Readable, Writable } from 'node:stream'
import { bound } from '../../core/model/bounds.ts'
import type { Channel, Frame } from '../../core/model/channel.ts'
import { IdScanner } from '../../core/protocol/scan-id.ts'

const NEWLINE = 0x0a

export function lineChannel(readable: Readable, writable: Writable, maxBytes = bound('message-bytes')): Channel {
  // Without a listener a peer that goes away would end our whole process.
  writable.on('error', () => undefined)
  return {
    frames: readFrames(readable, maxBytes),
    send: async (bytes) => {
      if (!writable.writable) throw closed()
      writable.cork()
      writable.write(bytes)
      const hasRoom = writable.write('\n')
      writable.uncork()
      if (!hasRoom) await roomIn(writable)
    },
    close: () => {
      writable.end()
      readable.destroy()
    },
  }
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

/** One line on its way in. Past the bound only its length and its id are kept. */
class Line {
  bytes = 0
  readonly #maxBytes: number
  #parts: Buffer[] = []
  #scanner: IdScanner | null = null

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  add(part: Buffer): void {
    if (part.length === 0) return
    this.bytes += part.length
    this.#parts.push(part)
    if (this.bytes <= this.#maxBytes) return
    this.#scanner ??= new IdScanner()
    for (const kept of this.#parts) this.#scanner.feed(kept)
    this.#parts = []
  }

  take(): Frame {
    const { bytes } = this
    const parts = this.#parts
    const scanner = this.#scanner
    this.bytes = 0
    this.#parts = []
    this.#scanner = null
    if (scanner !== null) return { kind: 'oversize', bytes, id: scanner.id, isAnswer: scanner.isAnswer }
    return { kind: 'frame', bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts, bytes) }
  }
}
