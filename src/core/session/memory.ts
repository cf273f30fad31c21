// The fingerprints of what a conversation was told, and who said it. The words themselves are not kept.
import { bound } from '../model/bounds.ts'
import type { Source } from '../model/session.ts'
import { GRAM, type Prints } from './prints.ts'

/** The longest piece of a source that stands in a text, in letters and digits. */
export type Share = { readonly source: Source } & Piece

type Piece = { readonly letters: number; readonly hasDigits: boolean }

/** Letters from which on a piece is no chance (measured: weights/commonplace.md). */
const ENOUGH = 28

/** A number among them is worth so many more. */
const DIGITS = 8

/** How sure a piece makes that one text comes from the other; zero or more: sure enough. */
const weightOf = ({ letters, hasDigits }: Piece): number => letters + (hasDigits ? DIGITS : 0) - ENOUGH

/** Whether a fingerprint belongs to a turn of phrase that many texts have. */
export type IsCommon = (key: number) => boolean

/** It grows up to a bound; then the older half of what it knows is forgotten. */
export class Memory {
  readonly #isCommon: IsCommon
  #young = new Generation()
  #old = new Generation()
  #forgotten = 0

  constructor(isCommon: IsCommon) {
    this.#isCommon = isCommon
  }

  /** How many fingerprints were forgotten because there were too many. */
  get forgotten(): number {
    return this.#forgotten
  }

  get isEmpty(): boolean {
    return this.#young.table.size + this.#old.table.size === 0
  }

  remember({ keys }: Prints, source: Source): void {
    if (this.#young.sources.length >= bound('session-sources') / 2) this.#forget()
    let young = this.#young
    let index = young.sources.push(source) - 1
    for (const key of keys) {
      // Who said it first is its source: what comes back from elsewhere is only an echo.
      if (this.#isCommon(key) || this.#find(key) !== undefined) continue
      if (young.table.size >= bound('session-prints') / 2) {
        young = this.#forget()
        index = young.sources.push(source) - 1
      }
      young.table.set(key, index)
    }
  }

  /**
   * Sources of which a piece stands in a text, the surest first. A piece that stands there twice counts once. Only pieces that
   * end behind so many letters of it count.
   */
  shares({ keys, ends, digits }: Prints, after = 0): readonly Share[] {
    const pieces = new Map<Source, Growing>()
    const seen = new Set<number>()
    for (let at = 0; at < keys.length; at++) {
      const source = this.#find(keys[at]!)
      if (source === undefined || seen.has(keys[at]!)) continue
      seen.add(keys[at]!)
      pieces.set(source, grown(pieces.get(source), ends[at]!, digits[at]! > 0, after))
    }
    return Array.from(pieces, ([source, { longest }]) => ({ source, ...longest }))
      .filter((share) => weightOf(share) >= 0)
      .toSorted((a, b) => weightOf(b) - weightOf(a))
  }

  #find(key: number): Source | undefined {
    return this.#young.sourceOf(key) ?? this.#old.sourceOf(key)
  }

  #forget(): Generation {
    this.#forgotten += this.#old.table.size
    this.#old = this.#young
    this.#young = new Generation()
    return this.#young
  }
}

type Growing = Piece & { readonly end: number; readonly longest: Piece }

/** The piece that the next fingerprint belongs to: the same one as before where their letters meet. */
function grown(before: Growing | undefined, end: number, hasDigits: boolean, after: number): Growing {
  const isSame = before !== undefined && end - before.end <= GRAM
  const piece = {
    letters: isSame ? before.letters + end - before.end : GRAM,
    hasDigits: hasDigits || (isSame && before.hasDigits),
  }
  const best = before?.longest ?? NONE
  const longest = end <= after || weightOf(best) > weightOf(piece) ? best : piece
  return { ...piece, end, longest }
}

const NONE: Piece = { letters: 0, hasDigits: false }

class Generation {
  readonly table = new Table()
  readonly sources: Source[] = []

  sourceOf(key: number): Source | undefined {
    const index = this.table.get(key)
    // To look for what is at -1 takes many times as long.
    return index < 0 ? undefined : this.sources[index]
  }
}

/** Numbers by numbers, in two flat lists: a Map would need some fifty bytes for each. */
class Table {
  #keys = new Float64Array(SMALLEST)
  #values = new Int32Array(SMALLEST)
  size = 0

  /** -1: it is not there. */
  get(key: number): number {
    const at = place(this.#keys, key)
    return this.#keys[at] === key ? this.#values[at]! : -1
  }

  set(key: number, value: number): void {
    if (this.size * 2 >= this.#keys.length) this.#grow()
    const at = place(this.#keys, key)
    if (this.#keys[at] === 0) this.size += 1
    this.#keys[at] = key
    this.#values[at] = value
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values]
    this.#keys = new Float64Array(keys.length * 2)
    this.#values = new Int32Array(keys.length * 2)
    for (let at = 0; at < keys.length; at++) {
      if (keys[at] === 0) continue
      const to = place(this.#keys, keys[at]!)
      this.#keys[to] = keys[at]!
      this.#values[to] = values[at]!
    }
  }
}

const SMALLEST = 1024

/** Where a key stands, or the free place where it would. Lists have a power of two of places, at most half of them taken. */
function place(keys: Float64Array, key: number): number {
  const mask = keys.length - 1
  let at = (key % 0x1_0000_0000) & mask
  while (keys[at] !== 0 && keys[at] !== key) at = (at + 1) & mask
  return at
}
