// One direction of a conversation: tasks run strictly one after the other, in the order they were handed in.

export class Line {
  #tail: Promise<void> = Promise.resolve()

  /** Resolves or rejects with this task; a failed task does not stop those behind it. */
  run(task: () => Promise<void>): Promise<void> {
    const done = this.#tail.then(task)
    this.#tail = done.catch(() => undefined)
    return done
  }
}
