// What a classifier sees of a text: for each word a few numbers that stand for the word, for it with the one before, and for
// every four letters of it. Integers only, so that they are the same on every machine.
/** The numbers lie below this. */
export const FEATURES = 2 ** 18

type Units = Uint8Array | Uint16Array

/** Told in order of the words of a text and of the signs between them. A word and a sign are known by a number. */
export type WordReader = {
  readonly word: (start: number, end: number, number: number, before: number) => void
  readonly sign: (at: number, number: number) => void
}

const KIND = { word: 1, pair: 2, letters: 3, sign: 5 } as const
const START = 0x811c9dc5 | 0
const BLANK = 0x20
/** Letters of longer words come in no new groups. */
const LONGEST = 24

/** Words are runs of letters and digits; every other sign but a blank is a word of its own. */
export function readWords(units: Units, reader: WordReader): void {
  let [start, hash, before] = [0, START, 0]
  for (let at = 0; at <= units.length; at++) {
    const unit = at < units.length ? units[at]! : BLANK
    if (isOfWord(unit)) {
      hash = Math.imul(hash ^ unit, 0x01000193)
      continue
    }
    if (at > start) {
      reader.word(start, at, hash, before)
      before = hash
    }
    if (unit !== BLANK) {
      reader.sign(at, unit)
      before = unit
    }
    start = at + 1
    hash = START
  }
}

export const signFeature = (number: number): number => mixed(number, KIND.sign)

export const pairFeature = (number: number, before: number): number => mixed(Math.imul(before, 31) ^ number, KIND.pair)

/** Those that a word has wherever it stands: one for it, and one for each four letters of it. */
export function ownFeatures(
  units: Units,
  start: number,
  end: number,
  number: number,
  tell: (feature: number) => void,
): void {
  tell(mixed(number, KIND.word))
  if (end - start < 3) return
  let group = BLANK
  const last = Math.min(end, start + LONGEST)
  for (let at = start; at <= last; at++) {
    group = (group << 8) | ((at < last ? units[at]! : BLANK) & 0xff)
    if (at - start >= 2) tell(mixed(group, KIND.letters))
  }
}

const OF_WORD = Uint8Array.from({ length: 128 }, (_, unit) =>
  Number((unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x27),
)
const isOfWord = (unit: number): boolean => unit > 0x7f || OF_WORD[unit] === 1

function mixed(value: number, kind: number): number {
  let mix = Math.imul(value ^ kind, 0x9e3779b1)
  mix ^= mix >>> 15
  mix = Math.imul(mix, 0x85ebca77)
  mix ^= mix >>> 13
  return mix & (FEATURES - 1)
}
