// A name that is nearly the name of something well known. Known names are a list that whoever asks has.
import { skeleton } from '../../text/look-alike.ts'

/** The known name that this one could be taken for; null: none, or it is known itself. */
export function lookAlikeOf(name: string, known: readonly string[], ecosystem: 'npm' | 'pypi' = 'npm'): string | null {
  const plain = plainOf(name)
  // To the index of Python, `a_b` and `a-b` are one package; to that of npm they are two.
  if (known.some((one) => one === name || (ecosystem === 'pypi' && plainOf(one) === plain))) return null
  return known.find((one) => isNear(plain, plainOf(one))) ?? null
}

const plainOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^@([\w-]+)\//, '$1/')
    .replace(/[._]/g, '-')

function isNear(name: string, known: string): boolean {
  if (known.length < 4 || Math.abs(name.length - known.length) > 7) return false
  if (skeleton(name) === skeleton(known)) return true
  if (name.replaceAll(/[-/]/g, '') === known.replaceAll(/[-/]/g, '')) return true
  if (wordsOf(name) === wordsOf(known)) return true
  if (name.replace(DRESSED, '') === known) return true
  const most = known.length >= 8 ? 2 : 1
  return damerau(name, known, most) <= most
}

/** A known name with the language behind it. */
const DRESSED = /(?:-?js|-node|-py(?:thon)?)$/

/** `server-mcp` for `mcp-server`. */
const wordsOf = (name: string): string => name.split(/[-/]/).toSorted().join(' ')

/** Letters left out, added, changed or swapped with their neighbour (Damerau, optimal alignment); more than `most` is `most + 1`. */
export function damerau(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1]
      let cost = Math.min(last[column]! + 1, now[column - 1]! + 1, last[column - 1]! + (isSame ? 0 : 1))
      const isSwap = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      if (isSwap) cost = Math.min(cost, before[column - 2]! + 1)
      now.push(cost)
    }
    if (Math.min(...now) > most) return most + 1
    before = last
    last = now
  }
  return last[other.length]!
}
