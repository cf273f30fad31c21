// When two names are easily taken for one another.
import { normalise } from './normalise.ts'

const SHAPES: Readonly<Record<string, string>> = {
  '1': 'l',
  '|': 'l',
  i: 'l',
  '0': 'o',
  '5': 's',
  rn: 'm',
  vv: 'w',
  cl: 'd',
  '-': '_',
  '.': '_',
  ' ': '_',
}

/** Names with the same skeleton look the same to a person in a hurry: case, alphabet and shapes are levelled. */
export function skeleton(name: string): string {
  return normalise(name).text.replace(/rn|vv|cl|[1|i05\-. ]/g, (shape) => SHAPES[shape] ?? shape)
}

/** One letter dropped, doubled or swapped with its neighbour. Plurals and numbers are names of their own. */
export function isSlip(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (short.length < 7 || short === long || long.length - short.length > 1) return false
  let at = 0
  while (at < short.length && short[at] === long[at]) at += 1
  if (short.length === long.length) {
    const isSwap = short[at] === long[at + 1] && short[at + 1] === long[at]
    return isSwap && /[a-z]/i.test(short[at]!) && short.slice(at + 2) === long.slice(at + 2)
  }
  // An `s` that ends a word makes a plural; inside a word it is a letter like any other.
  const isLetter = /[a-z]/i.test(long[at + 1] ?? '') ? /[a-z]/i : /[a-rt-z]/i
  return isLetter.test(long[at]!) && short.slice(at) === long.slice(at + 1)
}
