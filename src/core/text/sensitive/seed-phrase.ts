// The words of a wallet (BIP-39): whoever reads them owns what is in it. https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki
import { sha256 } from '@noble/hashes/sha2.js'
import type { Span } from '../span.ts'
import type { Sensitive } from './sensitive.ts'
import { SEED_WORDS } from './seed-words.data.ts'

const NUMBERS: ReadonlyMap<string, number> = new Map(SEED_WORDS.map((word, at) => [word, at]))
const LENGTHS = [24, 21, 18, 15, 12] as const
/** A longer row is a list of words. */
const LONGEST_ROW = 48

const SAYS_SO = /seed|mnemonic|recovery|wallet|backup|phrase|secret/i
const BEFORE = 80

/** In a row of short plain words. Without a word that says so before it, its checksum must be right. */
export function* seedsIn(text: string, rows: readonly Span[], key: string): Generator<Sensitive> {
  for (const [start, end] of rows) {
    for (const words of knownRows(text, start, end)) {
      const found = seedOf(words)
      const before = `${key} ${text.slice(Math.max(0, words[0]!.span[0] - BEFORE), words[0]!.span[1])}`
      const isTold = words.length <= LONGEST_ROW && SAYS_SO.test(before)
      // The word that says so may be in the list itself.
      const seed = found ?? (isTold ? words.slice(-LENGTHS.find((length) => length <= words.length)!) : null)
      if (seed === null) continue
      const span = [seed[0]!.span[0], seed.at(-1)!.span[1]] as const
      yield { family: 'seed', what: 'seed phrase', span, isMadeUp: false }
    }
  }
}

type Word = { readonly span: Span; readonly number: number }

/** Stretches of the row in which every word is in the list. */
function* knownRows(text: string, start: number, end: number): Generator<readonly Word[]> {
  let row: Word[] = []
  for (const { 0: word, index } of text.slice(start, end).matchAll(/[A-Za-z]{3,8}/g)) {
    const number = NUMBERS.get(word.toLowerCase())
    if (number === undefined) {
      if (row.length >= 12) yield row
      row = []
    } else row.push({ span: [start + index, start + index + word.length], number })
  }
  if (row.length >= 12) yield row
}

/** The longest seed at the end or the beginning of the row: a word or two around it may be in the list by chance. */
function seedOf(words: readonly Word[]): readonly Word[] | null {
  if (words.length > LONGEST_ROW) return null
  for (const length of LENGTHS) {
    if (length > words.length) continue
    for (const from of new Set([0, words.length - length])) {
      const seed = words.slice(from, from + length)
      if (isSeed(seed.map(({ number }) => number))) return seed
    }
  }
  return null
}

/** Eleven bits a word; of every 33 bits the last is the beginning of the SHA-256 of the others. */
export function isSeed(numbers: readonly number[]): boolean {
  const bits = numbers.map((number) => number.toString(2).padStart(11, '0')).join('')
  const size = Math.floor(bits.length / 33)
  const bytes = Uint8Array.from({ length: size * 4 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2))
  return sha256(bytes)[0]! >> (8 - size) === Number.parseInt(bits.slice(-size), 2)
}
