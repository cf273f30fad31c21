// What a door's client waits for. The gateway knows it better; but when that has died, the door has to answer.
import { bound } from '../../core/model/bounds.ts'
import type { Id } from '../../core/model/message.ts'
import { IdScanner } from '../../core/protocol/scan-id.ts'

const NEWLINE = 0x0a

export class OpenRequests {
  readonly #open = new Set<Id>()
  readonly #asked = new Lines()
  readonly #told = new Lines()
  /** Whether the client was answered at least once. */
  wasHeard = false

  /** Bytes of the client, as they pass. */
  asked(chunk: Buffer): void {
    this.#asked.feed(chunk, ({ id, looksLike }) => {
      // More than that the gateway itself refuses.
      if (looksLike !== 'call' || id === undefined || this.#open.size > bound('pending-exchanges')) return
      this.#open.add(id)
    })
  }

  /** Bytes for the client, as they pass. */
  told(chunk: Buffer): void {
    this.#told.feed(chunk, ({ id, looksLike }) => {
      if (looksLike !== 'answer') return
      this.wasHeard = true
      if (id !== undefined) this.#open.delete(id)
    })
  }

  /** Whether the last line for the client has no end yet. */
  get isTorn(): boolean {
    return this.#told.isInside
  }

  take(): readonly Id[] {
    const open = [...this.#open]
    this.#open.clear()
    return open
  }
}

/** Lines of a stream, of each of them only its id. */
class Lines {
  #scanner = new IdScanner()
  isInside = false

  feed(chunk: Buffer, onLine: (line: Pick<IdScanner, 'id' | 'looksLike'>) => void): void {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#scanner.feed(chunk.subarray(start, end))
      onLine(this.#scanner)
      this.#scanner = new IdScanner()
      this.isInside = false
      start = end + 1
    }
    if (start === chunk.length) return
    this.#scanner.feed(chunk.subarray(start))
    this.isInside = true
  }
}
