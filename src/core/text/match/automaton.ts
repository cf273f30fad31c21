// Finds every place of many words in one walk over a text (Aho-Corasick, 1975): the time does not grow with the words.
// https://doi.org/10.1145/360825.360855

/** The words that end at one place of the text, as they are numbered in the list the automaton was made of. */
export type Automaton = {
  /** What a UTF-16 unit counts as; 0 for those that stand in no word. */
  readonly classes: Uint8Array
  /** How many bits a class takes. */
  readonly bits: number
  /** The state after a state and a class, at `state << bits | class`; `ENDS` is set where words end. */
  readonly next: Uint16Array
  /** The words that end in a state, the longest first. */
  readonly ends: (state: number) => readonly number[]
  readonly words: readonly string[]
}

export const ENDS = 0x8000
export const STATE = ENDS - 1
const UNITS = 0x1_0000
const MOST_CLASSES = 256

/** Of at least one word each of at least one unit, from at most 255 different units. */
export function automatonOf(words: readonly string[]): Automaton {
  const { classes, known } = classesOf(words)
  const bits = 32 - Math.clz32(known)
  const { next, ends, branches } = treeOf(words, classes, bits)
  link(next, ends, branches, bits)
  return { classes, bits, next, ends: (state) => ends[state]!, words }
}

/** A number for each unit that stands in a word, from 1 to `known`. */
function classesOf(words: readonly string[]): { readonly classes: Uint8Array; readonly known: number } {
  const classes = new Uint8Array(UNITS)
  let known = 0
  for (const word of words) {
    if (word === '') throw new Error('an empty word ends everywhere')
    for (let at = 0; at < word.length; at++) {
      const unit = word.charCodeAt(at)
      if (classes[unit] === 0) classes[unit] = ++known
    }
  }
  if (known >= MOST_CLASSES) throw new Error('the words have too many different characters')
  return { classes, known }
}

/** The words as a tree: children by state and class, 0 where there is none; the classes of the children; and the words that end exactly there. */
function treeOf(words: readonly string[], classes: Uint8Array, bits: number) {
  // Made in its full size at once: one that grew would take three times the memory for a while.
  const states = prefixesOf(words)
  if (states > STATE) throw new Error('the words have too many different beginnings')
  const next = new Uint16Array(states << bits)
  const ends: (readonly number[])[] = [NONE]
  const branches: number[][] = [[]]
  for (const [id, word] of words.entries()) {
    let state = 0
    for (let at = 0; at < word.length; at++) {
      const unit = classes[word.charCodeAt(at)]!
      const slot = (state << bits) | unit
      if (next[slot] === 0) {
        branches[state]!.push(unit)
        branches.push([])
        next[slot] = ends.push(NONE) - 1
      }
      state = next[slot]!
    }
    ends[state] = [...ends[state]!, id]
  }
  return { next, ends, branches }
}

const NONE: readonly number[] = []

/** How many different beginnings there are, the empty one and the whole words among them. */
function prefixesOf(words: readonly string[]): number {
  let [count, before] = [1, '']
  for (const word of words.toSorted()) {
    let same = 0
    while (same < word.length && word[same] === before[same]) same += 1
    count += word.length - same
    before = word
  }
  return count
}

/**
 * Fills in where each missing child leads, in breadth-first order; words that end inside others are added to `ends`. Whole rows are
 * copied, and only children are looked at one by one: somebody waits for a start while this is done.
 */
function link(next: Uint16Array, ends: (readonly number[])[], branches: readonly number[][], bits: number): void {
  // The longest other end of what led here that is a beginning as well: it was seen before, for it is shorter.
  const suffix = new Uint16Array(ends.length)
  const waiting = [0]
  for (const state of waiting) {
    const [row, shorter] = [state << bits, suffix[state]! << bits]
    const children = branches[state]!.map((unit) => [unit, next[row | unit]!] as const)
    if (state > 0) next.copyWithin(row, shorter, shorter + (1 << bits))
    for (const [unit, child] of children) {
      const fallback = state === 0 ? 0 : next[shorter | unit]! & STATE
      suffix[child] = fallback
      if (ends[fallback]!.length > 0) ends[child] = [...ends[child]!, ...ends[fallback]!]
      next[row | unit] = ends[child]!.length > 0 ? child | ENDS : child
      waiting.push(child)
    }
  }
}
