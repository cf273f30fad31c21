// Which synthetic address stands for which name, for the life of one sandbox: an address is never used for a second name.
import { SYNTHETIC } from '../model/synthetic.ts'

export class NameTable {
  readonly #byName = new Map<string, readonly number[]>()
  readonly #byAddress = new Map<string, string>()
  readonly #most: number

  constructor(most: number) {
    this.#most = Math.min(most, SYNTHETIC.addresses - 2)
  }

  /** Null when there are too many names: a wildcard could otherwise be asked for without end. */
  addressOf(name: string): readonly number[] | null {
    const known = this.#byName.get(name)
    if (known !== undefined) return known
    const number = this.#byName.size + 1
    if (number > this.#most) return null
    const [first, second] = SYNTHETIC.start
    const address = [first, second + (number >> 16), (number >> 8) & 255, number & 255]
    this.#byName.set(name, address)
    this.#byAddress.set(address.join('.'), name)
    return address
  }

  nameAt(address: string): string | undefined {
    return this.#byAddress.get(address)
  }
}
