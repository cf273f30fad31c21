// Five letters that stand for four bytes each: as PostScript writes them, as RFC 1924 does, and as Z85 (https://rfc.zeromq.org/spec/32).
import { CAPITALS, DIGITS, NONE, SMALL, valuesOf } from './alphabet.ts'
import { unitAt } from './unit-at.ts'

const ALPHABETS: readonly Uint8Array[] = [
  String.fromCharCode(...Array.from({ length: 85 }, (_, at) => 0x21 + at)),
  `${DIGITS}${CAPITALS}${SMALL}!#$%&()*+-;<=>?@^_\`{|}~`,
  `${DIGITS}${SMALL}${CAPITALS}.-:+=^!/*?&<>()[]{}@%$#`,
].map((letters) => valuesOf(letters))

/** What a run without blanks says in each of the alphabets, from each letter that a group may begin with. */
export function* base85In(run: string): Generator<Uint8Array> {
  const letters = run.replace(/^.*<~/, '').replace(/~>.*$/, '')
  for (const values of ALPHABETS) {
    for (let way = 0; way < GROUP; way++) {
      const bytes = bytesOf(letters, way, values)
      if (bytes !== null) yield bytes
    }
  }
}

const GROUP = 5

/** Null: a letter of it is none, or a group stands for more than four bytes. The last group may be short. */
function bytesOf(letters: string, from: number, values: Uint8Array): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor(((letters.length - from) * 4) / GROUP))
  let made = 0
  for (let at = from; at < letters.length; at += GROUP) {
    let sum = 0
    for (let next = at; next < at + GROUP; next++) {
      const value = next < letters.length ? (values[unitAt(letters, next)] ?? NONE) : FILL
      if (value === NONE) return null
      sum = sum * 85 + value
    }
    if (sum > 0xffff_ffff) return null
    for (let shift = 24; shift >= 0 && made < bytes.length; shift -= 8) bytes[made++] = (sum >>> shift) & 0xff
  }
  return bytes
}

const FILL = 84
