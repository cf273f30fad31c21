// Frames for one reader, from more than one writer, in order.

export class Mailbox<T> implements AsyncIterable<T> {
  readonly #most: number
  readonly #waiting: T[] = []
  #isOver = false
  #changed = Promise.withResolvers<void>()

  constructor(most: number) {
    this.#most = most
  }

  /** Throws where nobody reads: each of them answers something that the reader said, and it counts those. */
  put(one: T): void {
    if (this.#waiting.length >= this.#most) throw new Error('nobody reads what was put here')
    this.#waiting.push(one)
    this.#wake()
  }

  end(): void {
    this.#isOver = true
    this.#wake()
  }

  /** Everything was taken, or nobody will. */
  async emptied(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#isOver) await this.#changed.promise
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const next = this.#waiting.shift()
      if (next !== undefined) {
        this.#wake()
        yield next
      } else if (this.#isOver) return
      else await this.#changed.promise
    }
  }

  #wake(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}
