// Letters of other alphabets that look like Latin ones. A first, small table: only what attackers use for English words.

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

const LATIN: ReadonlyMap<string, string> = new Map(
  Object.entries(PAIRS).flatMap(([latin, others]) => Array.from(others, (other) => [other, latin] as const)),
)

/** The Latin letter that a lower-case letter looks like, or the letter itself. */
export const latin = (char: string): string => LATIN.get(char) ?? char
