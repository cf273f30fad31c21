// Finds every place of many words in one walk over a text (Aho-Corasick, 1975): the time does not grow with the words.
// https://doi.org/10.1145/360825.360855

/** The words that end at one place of the text, as they are numbered in the list the automaton was made of. */
export type Automaton = {
  /** What a UTF-16 unit counts as; 0 for those that stand in no word. */
  readonly classes: Uint8Array
  /** The state after a state (already multiplied by the number of classes) and a class; `ENDS` is set where words end. */
  readonly next: Int32Array
  /** The words that end in a state, the longest first. */
  readonly ends: (state: number) => readonly number[]
  readonly words: readonly string[]
}

export const ENDS = 0x4000_0000
export const STATE = ENDS - 1
const UNITS = 0x1_0000
const MOST_CLASSES = 256

/** Of at least one word each of at least one unit, from at most 255 different units. */
export function automatonOf(words: readonly string[]): Automaton {
  const classes = classesOf(words)
  const width = Math.max(...classes) + 1
  const { children, ends } = treeOf(words, classes, width)
  const failure = linked(children, ends, width)
  const next = new Int32Array(children.length)
  for (let at = 0; at < children.length; at++) {
    const [state, unit] = [Math.floor(at / width), at % width]
    // Failures lead to states nearer to the root, but not to lower numbers: those were linked first.
    const to = children[at]! >= 0 ? children[at]! : failure[state * width + unit]!
    next[at] = (to * width) | (ends[to]!.length > 0 ? ENDS : 0)
  }
  return { classes, next, ends: (state) => ends[state / width]!, words }
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

/** Children by state and class, -1 where there is none; words that end exactly there. */
function treeOf(words: readonly string[], classes: Uint8Array, width: number) {
  const children: number[] = Array<number>(width).fill(-1)
  const ends: number[][] = [[]]
  for (const [id, word] of words.entries()) {
    let state = 0
    for (let at = 0; at < word.length; at++) {
      const slot = state * width + classes[word.charCodeAt(at)]!
      if (children[slot]! < 0) {
        children[slot] = ends.length
        ends.push([])
        for (let unit = 0; unit < width; unit++) children.push(-1)
      }
      state = children[slot]!
    }
    ends[state]!.push(id)
  }
  return { children, ends }
}

/** Where each missing child leads, in breadth-first order; words that end inside others are added to `ends`. */
function linked(children: readonly number[], ends: number[][], width: number): Int32Array {
  const failure = new Int32Array(children.length)
  const suffix = new Int32Array(ends.length)
  const waiting = [0]
  for (let first = 0; first < waiting.length; first++) {
    const state = waiting[first]!
    if (state > 0) ends[state]!.push(...ends[suffix[state]!]!)
    for (let unit = 0; unit < width; unit++) {
      const slot = state * width + unit
      const child = children[slot]!
      const fallback = state === 0 ? 0 : step(children, failure, suffix[state]! * width + unit)
      failure[slot] = child >= 0 ? child : fallback
      if (child < 0) continue
      suffix[child] = fallback
      waiting.push(child)
    }
  }
  return failure
}

const step = (children: readonly number[], failure: Int32Array, slot: number): number =>
  children[slot]! >= 0 ? children[slot]! : failure[slot]!
