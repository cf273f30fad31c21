// The ends of what was passed to each place before, so that a value in pieces is put together again.
import { bound } from '../model/bounds.ts'

/** A place is an argument of a tool of a server. */
export class Carried {
  readonly #ends = new Map<string, string>()

  /** The end of what was passed there before. */
  before(place: string): string {
    return this.#ends.get(place) ?? ''
  }

  add(place: string, text: string): void {
    const end = (this.before(place) + text).slice(-bound('carried-chars'))
    // Set anew, it is the last one again: the first of a Map was used longest ago.
    this.#ends.delete(place)
    this.#ends.set(place, end)
    const [oldest] = this.#ends.keys()
    if (this.#ends.size > bound('carried-places') && oldest !== undefined) this.#ends.delete(oldest)
  }
}
