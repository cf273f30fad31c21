// Frames for one reader, from more than one writer, in order. It has no bound of its own: each writer waits until all was taken, or
// answers something that the reader counts.

export class Mailbox<T> implements AsyncIterable<T> {
  readonly #waiting: T[] = []
  #isOver = false
  /** Null where nobody waits for anything. */
  #changed: PromiseWithResolvers<void> | null = null

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  put(one: T): void {
    this.#waiting.push(one)
    this.#wake()
  }

  end(): void {
    this.#isOver = true
    this.#wake()
  }

  /** Everything was taken, or nobody will. */
  async emptied(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#isOver) await this.#change()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const next = this.#waiting.shift()
      if (next !== undefined) {
        this.#wake()
        yield next
      } else if (this.#isOver) return
      else await this.#change()
    }
  }

  #change(): Promise<void> {
    this.#changed ??= Promise.withResolvers()
    return this.#changed.promise
  }

  #wake(): void {
    this.#changed?.resolve()
    this.#changed = null
  }
}
