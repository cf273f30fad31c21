// Letters of other alphabets that look like Latin ones.
import { LOOK_ALIKES } from './confusable.data.ts'

/** What is wanted for English words: Unicode's table has no likeness for some of these, and takes a capital I for an l. */
const PAIRS: Readonly<Record<string, string>> = {
  a: 'аαɑ',
  b: 'Ьƅ',
  c: 'сϲ',
  d: 'ԁɗ',
  e: 'еєҽ℮',
  f: 'ƒ',
  g: 'ɡց',
  h: 'һհ',
  i: 'іιıɩӏ',
  j: 'јϳ',
  k: 'кκ',
  l: 'ⅼǀ',
  m: 'м',
  n: 'пո',
  o: 'оοσօ',
  p: 'рρ',
  q: 'ԛգ',
  r: 'гⲅ',
  s: 'ѕꜱ',
  t: 'тτ',
  u: 'υսц',
  v: 'νѵ',
  w: 'ԝωѡ',
  x: 'хχ',
  y: 'уγү',
  z: 'ᴢ',
}

const LATIN: ReadonlyMap<string, string> = new Map([
  ...LOOK_ALIKES.flatMap((line) => {
    const [, spelling = '', others = ''] = /^([a-z]+)(.*)$/u.exec(line) ?? []
    return Array.from(others, (other) => [other, spelling] as const)
  }),
  ...Object.entries(PAIRS).flatMap(([latin, others]) => Array.from(others, (other) => [other, latin] as const)),
])

/** The lower-case Latin spelling that a letter looks like, or the letter itself in lower case. */
export function latin(char: string): string {
  const lower = char.toLowerCase()
  const shape = LATIN.get(char)
  // A capital has a look of its own, but what looks like a capital I is an l to Unicode.
  if (shape !== undefined && (char === lower || shape !== 'l')) return shape
  return LATIN.get(lower) ?? shape ?? lower
}
