// What stands for a secret while a conversation lasts, and the way back. Nothing of it is ever written anywhere.
import { bound } from '../model/bounds.ts'
import { restoreIn } from '../text/sensitive/replace.ts'

/** Keyed hash in hex. The key is made for one conversation: a plain hash of a card or a PIN is a dictionary. */
export type Mac = (text: string) => string

const WRITTEN = /\[[a-z0-9][a-z0-9-]{0,48}:[0-9a-f]{4,64}\]/g
const SHORTEST_MARK = 4

export class Placeholders {
  readonly #mac: Mac
  /** By placeholder. The only way back from one. */
  readonly #values = new Map<string, string>()
  #chars = 0

  constructor(mac: Mac) {
    this.#mac = mac
  }

  /** Stands for a value that the other side may be given back. */
  keep(what: string, value: string): string {
    const name = this.nameOf(what, value)
    const hasRoom =
      this.#values.size < bound('kept-secrets') && this.#chars + value.length <= bound('kept-secret-chars')
    if (hasRoom && !this.#values.has(name)) {
      this.#values.set(name, value)
      this.#chars += value.length
    }
    return name
  }

  /** The same value has the same name, and no other value that is kept has it. */
  nameOf(what: string, value: string): string {
    const mac = this.#mac(value)
    const kind = what.toLowerCase().replace(/[^a-z0-9]+/g, '-')
    for (let length = SHORTEST_MARK; ; length += SHORTEST_MARK) {
      const name = `[${kind}:${mac.slice(0, length)}]`
      const known = this.#values.get(name)
      if (known === undefined || known === value || length >= mac.length) return name
    }
  }

  get isEmpty(): boolean {
    return this.#values.size === 0
  }

  /** A text with the values in it that were kept. `onFound` is told each placeholder. */
  restore(text: string, onFound: (placeholder: string) => void): string {
    return restoreIn(text, WRITTEN, (found) => {
      const value = this.#values.get(found)
      if (value !== undefined) onFound(found)
      return value
    })
  }
}
