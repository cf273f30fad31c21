// One direction of a conversation: tasks run strictly one after the other, in the order they were handed in.

export class Line {
  #tail: Promise<unknown> = Promise.resolve()

  /** Resolves or rejects with this task; a failed task does not stop those behind it. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const done = this.#tail.then(task)
    this.#tail = done.catch(() => undefined)
    return done
  }
}
