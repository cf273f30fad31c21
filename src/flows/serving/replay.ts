// The events of one session that a client may not have got: kept within bounds, the oldest forgotten first.
import { bound } from '../../core/model/bounds.ts'

type Kept = { readonly stream: number; readonly seq: number; readonly data: Uint8Array }

export class Replay {
  #kept: Kept[] = []
  #bytes = 0
  /** How many events of each stream are kept. */
  readonly #counts = new Map<number, number>()
  /** Of each stream the last number that was forgotten. */
  readonly #forgotten = new Map<number, number>()

  keep(stream: number, seq: number, data: Uint8Array): void {
    this.#kept.push({ stream, seq, data })
    this.#bytes += data.length
    this.#count(stream, 1)
    while (this.#kept.length > bound('http-replay-events') || this.#bytes > bound('http-replay-bytes')) {
      const oldest = this.#kept.shift()!
      this.#bytes -= oldest.data.length
      this.#count(oldest.stream, -1)
      this.#forgotten.set(oldest.stream, oldest.seq)
    }
  }

  /** What came after this number; null when some of it is forgotten. */
  after(stream: number, seq: number): readonly Omit<Kept, 'stream'>[] | null {
    return (this.#forgotten.get(stream) ?? 0) > seq ? null : this.left(stream, seq)
  }

  /** What of it is still kept. */
  left(stream: number, seq: number): readonly Omit<Kept, 'stream'>[] {
    return this.#kept.filter((one) => one.stream === stream && one.seq > seq)
  }

  /** Whether there is anything of this stream. */
  has(stream: number): boolean {
    return this.#counts.has(stream)
  }

  /** Nobody asks for this stream any more. */
  forget(stream: number): void {
    this.#forgotten.delete(stream)
  }

  #count(stream: number, by: 1 | -1): void {
    const count = (this.#counts.get(stream) ?? 0) + by
    if (count === 0) this.#counts.delete(stream)
    else this.#counts.set(stream, count)
  }
}
