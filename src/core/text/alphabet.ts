// Letters that stand for bytes (RFC 4648): found as runs, and read from each letter with which a byte may begin. A pattern would need a
// stack for long runs.
import { unitAt } from './unit-at.ts'

export type Alphabet = {
  readonly by: 'hex' | 'base32' | 'base64'
  /** How many bits a letter stands for. */
  readonly bits: 4 | 5 | 6
  /** After so many letters the same bytes come again. */
  readonly ways: number
  /** Shorter runs cannot hold what is looked for. */
  readonly least: number
  readonly values: Uint8Array
}

export const NONE = 0xff
const ASCII = 128

/** What each character of ASCII stands for, by its place in the first of these that has it; NONE: nothing. */
export const valuesOf = (...letters: readonly string[]): Uint8Array =>
  Uint8Array.from({ length: ASCII }, (_, code) => {
    const found = letters.map((all) => all.indexOf(String.fromCharCode(code))).find((value) => value >= 0)
    return found ?? NONE
  })

const alphabet = (of: Omit<Alphabet, 'values'>, ...letters: readonly string[]): Alphabet => ({
  ...of,
  values: valuesOf(...letters),
})

export const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
export const SMALL = CAPITALS.toLowerCase()
export const DIGITS = '0123456789'
const CROCKFORD = `${DIGITS}ABCDEFGHJKMNPQRSTVWXYZ`

export const ALPHABETS: readonly Alphabet[] = [
  alphabet({ by: 'hex', bits: 4, ways: 2, least: 48 }, `${DIGITS}abcdef`, `${DIGITS}ABCDEF`),
  alphabet(
    { by: 'base64', bits: 6, ways: 4, least: 24 },
    `${CAPITALS}${SMALL}${DIGITS}+/`,
    `${CAPITALS}${SMALL}${DIGITS}-_`,
  ),
  alphabet({ by: 'base32', bits: 5, ways: 8, least: 32 }, `${CAPITALS}234567`, `${SMALL}234567`),
]

const ALSO_BASE32: readonly Alphabet[] = [
  alphabet(
    { by: 'base32', bits: 5, ways: 8, least: 32 },
    `${DIGITS}ABCDEFGHIJKLMNOPQRSTUV`,
    `${DIGITS}abcdefghijklmnopqrstuv`,
  ),
  alphabet({ by: 'base32', bits: 5, ways: 8, least: 32 }, CROCKFORD, CROCKFORD.toLowerCase()),
]

/** That of RFC 4648, the one for names that sort (section 7 there), and Crockford's. */
export const BASE32: readonly Alphabet[] = [...ALPHABETS.filter(({ by }) => by === 'base32'), ...ALSO_BASE32]

/** What every run says, once for each letter that its bytes may begin with. */
export function* readAs(text: string, { bits, ways, least, values }: Alphabet): Generator<Uint8Array> {
  const isLetter = (at: number): boolean => (values[unitAt(text, at)] ?? NONE) !== NONE
  for (let start = 0; start < text.length; start += 1) {
    let end = start
    while (end < text.length && isLetter(end)) end += 1
    if (end - start >= least) {
      const run = new Uint8Array(end - start)
      for (let at = start; at < end; at += 1) run[at - start] = values[unitAt(text, at)]!
      for (let way = 0; way < ways; way += 1) yield bytesOf(run.subarray(way), bits)
    }
    start = end
  }
}

function bytesOf(letters: Uint8Array, bits: number): Uint8Array {
  const bytes = new Uint8Array(Math.floor((letters.length * bits) / 8))
  let held = 0
  let count = 0
  let made = 0
  for (let at = 0; at < letters.length; at += 1) {
    held = (held << bits) | letters[at]!
    count += bits
    if (count < 8) continue
    count -= 8
    bytes[made] = held >> count
    held &= (1 << count) - 1
    made += 1
  }
  return bytes
}
