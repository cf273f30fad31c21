// Where all that a remote server says on its many streams becomes one line of frames. Whoever puts one in waits until it was
// taken and the next is asked for: so a slow reader slows each stream, and nothing is heaped up.
import type { Frame } from '../../../../core/model/channel.ts'

type Put = { readonly frame: Frame; readonly taken: () => void }

export class Inbox {
  readonly #puts: Put[] = []
  #wake = (): void => undefined
  #ended: { readonly cause: unknown } | null = null

  /** Resolves at once when nobody takes anything any more. */
  put(frame: Frame): Promise<void> {
    if (this.#ended !== null) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#puts.push({ frame, taken: resolve })
    this.#wake()
    return promise
  }

  get isOpen(): boolean {
    return this.#ended === null
  }

  /** What was put in before is still taken. With a cause the reader gets that instead of a quiet end. */
  end(cause: unknown = null): void {
    if (this.#ended !== null) return
    this.#ended = { cause }
    this.#wake()
  }

  async *frames(): AsyncGenerator<Frame> {
    try {
      for (;;) {
        const next = this.#puts.shift()
        if (next !== undefined) {
          try {
            yield next.frame
          } finally {
            next.taken()
          }
        } else if (this.#ended === null) await new Promise<void>((resolve) => (this.#wake = resolve))
        else if (this.#ended.cause === null) return
        else throw this.#ended.cause
      }
    } finally {
      this.end()
      for (const { taken } of this.#puts.splice(0)) taken()
    }
  }
}
