// Who is next when many wait: turns go round, first among clients, then among the servers of that client, then among its tools. So
// nobody comes sooner by asking more often, and one tool that is asked a hundred times does not keep another one waiting.

/** From the coarsest to the finest: client, server, item. */
export type Path = readonly [client: string, server: string, item: string]

export class FairQueue<Waiting extends { readonly path: Path }> {
  readonly #waiting: Waiting[] = []
  /** The number of the last turn that each client, server and item had. */
  readonly #served = new Map<string, number>()
  #turns = 0

  get size(): number {
    return this.#waiting.length
  }

  add(one: Waiting): void {
    this.#waiting.push(one)
  }

  remove(one: Waiting): void {
    const at = this.#waiting.indexOf(one)
    if (at >= 0) this.#waiting.splice(at, 1)
    if (this.#waiting.length === 0) this.#served.clear()
  }

  /** The next of those that may pass; null: none may. */
  take(mayPass: (one: Waiting) => boolean): Waiting | null {
    let next: Waiting | null = null
    for (const one of this.#waiting) if (mayPass(one) && (next === null || this.#isBefore(one, next))) next = one
    if (next === null) return null
    this.#turns += 1
    for (const prefix of prefixesOf(next.path)) this.#served.set(prefix, this.#turns)
    this.remove(next)
    return next
  }

  /** Whose client had its last turn longer ago; of the same client whose server, then whose item. Then who came first. */
  #isBefore(one: Waiting, other: Waiting): boolean {
    const others = prefixesOf(other.path)
    for (const [at, prefix] of prefixesOf(one.path).entries()) {
      const [mine, theirs] = [this.#served.get(prefix) ?? 0, this.#served.get(others[at]!) ?? 0]
      if (mine !== theirs) return mine < theirs
    }
    return false
  }
}

const prefixesOf = ([client, server, item]: Path): readonly string[] =>
  [[client], [client, server], [client, server, item]].map((parts) => JSON.stringify(parts))
