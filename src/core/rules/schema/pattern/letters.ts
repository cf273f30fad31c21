// Sets of characters as a pattern names them: ranges of code points, in order and apart from one another.

export type Range = readonly [first: number, last: number]
export type Letters = readonly Range[]

const LAST = 0x10_ffff
export const ANY: Letters = [[0, LAST]]
const DIGITS: Letters = [[0x30, 0x39]]
const WORD: Letters = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]
const SPACE: Letters = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x3000, 0x3000],
]
/** A property of Unicode may be any letter: it is taken for most of them, so that an overlap is not overlooked. */
const PROPERTY: Letters = [
  [0x41, 0x5a],
  [0x61, 0x7a],
  [0x80, LAST],
]
const LINE_END: Letters = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]

export const joined = (ranges: readonly Range[]): Letters => {
  const apart: [number, number][] = []
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const before = apart.at(-1)
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else apart.push([first, last])
  }
  return apart
}

export function without(letters: Letters): Letters {
  const others: Range[] = []
  let next = 0
  for (const [first, last] of joined(letters)) {
    if (first > next) others.push([next, first - 1])
    next = last + 1
  }
  return next > LAST ? others : [...others, [next, LAST]]
}

export const DOT: Letters = without(LINE_END)

/** What `\d`, `\W` and the like stand for; undefined: it is no such escape. */
export function classOf(letter: string): Letters | undefined {
  const set = CLASSES.get(letter.toLowerCase())
  if (set === undefined) return undefined
  return letter === letter.toLowerCase() ? set : letter === 'P' ? ANY : without(set)
}

const CLASSES: ReadonlyMap<string, Letters> = new Map([
  ['d', DIGITS],
  ['w', WORD],
  ['s', SPACE],
  ['p', PROPERTY],
])

export function meet(a: Letters, b: Letters): boolean {
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [one, other] = [a[i]!, b[j]!]
    if (one[0] <= other[1] && other[0] <= one[1]) return true
    if (one[1] < other[1]) i += 1
    else j += 1
  }
  return false
}
