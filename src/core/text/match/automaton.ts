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
  const classes = classesOf(words)
  const bits = 32 - Math.clz32(Math.max(...classes))
  const { next, ends } = treeOf(words, classes, bits)
  link(next, ends, bits)
  for (let at = 0; at < next.length; at++) if (ends[next[at]!]!.length > 0) next[at]! |= ENDS
  return { classes, bits, next, ends: (state) => ends[state]!, words }
}

function classesOf(words: readonly string[]): Uint8Array {
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
  return classes
}

/** The words as a tree: children by state and class, 0 where there is none, and the words that end exactly there. */
function treeOf(words: readonly string[], classes: Uint8Array, bits: number) {
  // Made in its full size at once: one that grew would take three times the memory for a while.
  const states = prefixesOf(words)
  if (states > STATE) throw new Error('the words have too many different beginnings')
  const next = new Uint16Array(states << bits)
  const ends: (readonly number[])[] = [NONE]
  for (const [id, word] of words.entries()) {
    let state = 0
    for (let at = 0; at < word.length; at++) {
      const slot = (state << bits) | classes[word.charCodeAt(at)]!
      if (next[slot] === 0) next[slot] = ends.push(NONE) - 1
      state = next[slot]!
    }
    ends[state] = [...ends[state]!, id]
  }
  return { next, ends }
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

/** Fills in where each missing child leads, in breadth-first order; words that end inside others are added to `ends`. */
function link(next: Uint16Array, ends: (readonly number[])[], bits: number): void {
  // The longest other end of what led here that is a beginning as well: it was seen before, for it is shorter.
  const suffix = new Uint16Array(ends.length)
  const waiting = [0]
  for (let first = 0; first < waiting.length; first++) {
    const state = waiting[first]!
    const shorter = suffix[state]!
    if (state > 0 && ends[shorter]!.length > 0) ends[state] = [...ends[state]!, ...ends[shorter]!]
    for (let unit = 0; unit < 1 << bits; unit++) {
      const slot = (state << bits) | unit
      const fallback = state === 0 ? 0 : next[(shorter << bits) | unit]!
      const child = next[slot]!
      if (child === 0) next[slot] = fallback
      else {
        suffix[child] = fallback
        waiting.push(child)
      }
    }
  }
}
