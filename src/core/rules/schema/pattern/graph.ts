// The letters of a pattern and which of them may follow which (Glushkov, 1961): the ways that a search can take through it.
import type { Letters } from './letters.ts'
import type { Tree } from './tree.ts'

export type Graph = {
  readonly letters: readonly Letters[]
  /** For each letter those that may follow. */
  readonly follow: readonly (readonly number[])[]
  /** Whether a loop inside a loop leads from one letter to another in two ways: each reading doubles those that follow. */
  readonly isDoubled: boolean
}

/** A repetition that is allowed so often costs what an endless one costs. */
const MANY = 10
/** A letter for each time that a part must stand there, up to so many. */
const MOST_COPIES = 3
const MOST_LETTERS = 400

type Ends = { readonly first: readonly number[]; readonly last: readonly number[]; readonly isEmpty: boolean }
const EMPTY: Ends = { first: [], last: [], isEmpty: true }

/** Null: it has more letters than we look at. */
export function graphOf(tree: Tree): Graph | null {
  const growing = new Growing()
  try {
    growing.endsOf(tree)
    return growing
  } catch (cause) {
    if (cause instanceof TooMany) return null
    throw cause
  }
}

class TooMany extends Error {}

class Growing implements Graph {
  readonly letters: Letters[] = []
  readonly follow: number[][] = []
  isDoubled = false

  endsOf(tree: Tree): Ends {
    switch (tree.kind) {
      case 'nothing':
        return EMPTY
      case 'letter':
        return this.#letter(tree.letters)
      case 'row':
        return tree.parts.reduce<Ends>((before, part) => this.#then(before, this.endsOf(part)), EMPTY)
      case 'choice':
        return either(tree.parts.map((part) => this.endsOf(part)))
      default:
        return tree.max >= MANY ? this.#loop(tree.part, tree.min) : this.#copies(tree.part, tree.min, tree.max)
    }
  }

  #letter(letters: Letters): Ends {
    if (this.letters.length >= MOST_LETTERS) throw new TooMany()
    const at = this.letters.push(letters) - 1
    this.follow.push([])
    return { first: [at], last: [at], isEmpty: false }
  }

  #then(before: Ends, next: Ends): Ends {
    for (const from of before.last) this.follow[from]!.push(...next.first)
    return {
      first: before.isEmpty ? [...before.first, ...next.first] : before.first,
      last: next.isEmpty ? [...before.last, ...next.last] : next.last,
      isEmpty: before.isEmpty && next.isEmpty,
    }
  }

  #loop(part: Tree, min: number): Ends {
    let before = EMPTY
    for (let copy = 1; copy < Math.min(min, MOST_COPIES); copy++) before = this.#then(before, this.endsOf(part))
    const again = this.endsOf(part)
    for (const from of again.last) {
      for (const to of again.first) {
        if (this.follow[from]!.includes(to)) this.isDoubled = true
        else this.follow[from]!.push(to)
      }
    }
    return this.#then(before, { ...again, isEmpty: again.isEmpty || min === 0 })
  }

  /** `a{1,3}` as a(a(a)?)?: there is one way only to read each number of them. */
  #copies(part: Tree, min: number, max: number): Ends {
    let row: Ends = EMPTY
    const copies = Math.min(max, MOST_COPIES)
    for (let copy = copies - 1; copy >= 0; copy--) {
      row = this.#then(this.endsOf(part), row)
      if (copy >= min) row = { ...row, isEmpty: true }
    }
    return row
  }
}

const either = (ends: readonly Ends[]): Ends => ({
  first: ends.flatMap(({ first }) => first),
  last: ends.flatMap(({ last }) => last),
  isEmpty: ends.some(({ isEmpty }) => isEmpty),
})
