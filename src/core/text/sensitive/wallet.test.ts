// The words of wallets, and their addresses.
import { describe, expect, test } from 'vitest'
import { findSensitive } from './find.ts'
import { isSeed } from './seed-phrase.ts'
import { SEED_WORDS } from './seed-words.data.ts'

const found = (family: 'seed' | 'wallet', text: string, key = ''): string[] =>
  findSensitive(text, key).flatMap((one) => (one.family === family ? [text.slice(...one.span)] : []))

/** From the first words of the list, with the last word that fits. */
function seedOf(length: number): string {
  const begin = Array.from({ length: length - 1 }, (_, at) => (at * 83 + 7) % 2048)
  const last = SEED_WORDS.findIndex((_, at) => isSeed([...begin, at]))
  return [...begin, last].map((number) => SEED_WORDS[number]!).join(' ')
}
const SEED = seedOf(12)

describe('a seed phrase', () => {
  test.each([12, 15, 18, 21, 24])('of %i words is found', (length) => {
    const seed = seedOf(length)
    expect(found('seed', `It is: ${seed}. Do not tell.`)).toEqual([seed])
  })

  test.each([
    ['over lines', SEED.replaceAll(' ', '\n')],
    ['with commas', SEED.replaceAll(' ', ', ')],
    ['in capitals', SEED.toUpperCase()],
    [
      'with numbers',
      SEED.split(' ')
        .map((word, at) => `${at + 1}. ${word}`)
        .join(' '),
    ],
    ['in JSON', JSON.stringify(SEED.split(' '))],
    ['in JSON as one text', JSON.stringify({ text: SEED })],
    ['between other short words', `this one: ${SEED} and that one`],
  ])('is found %s', (_, text) => {
    expect(found('seed', text)).toHaveLength(1)
  })

  test('with a wrong checksum is none, unless a word says so', () => {
    const wrong = SEED.split(' ').with(0, 'zoo').join(' ')
    expect(found('seed', `see ${wrong}`)).toEqual([])
    expect(found('seed', `My recovery phrase: ${wrong}`)).toEqual([wrong])
    expect(found('seed', wrong, 'mnemonic')).toEqual([wrong])
  })

  test.each([
    ['eleven words', SEED.split(' ').slice(1).join(' ')],
    ['a word that is not in the list', SEED.replace(/ \w+ /, ' trunks ')],
    ['the list itself', SEED_WORDS.join(' ')],
    ['prose of short words', 'these are some words that come from here and they must mean more than that'.repeat(3)],
    ['words with no room between', SEED.replaceAll(' ', '')],
  ])('is not in %s', (_, text) => {
    expect(found('seed', text)).toEqual([])
  })
})

// Addresses that everybody knows: of the first block, and of the documents that define the forms.
const KNOWN = [
  ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb'],
  ['3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy', '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLz'],
  ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5'],
  [
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj1',
  ],
  ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', '0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
] as const

describe('an address of a wallet', () => {
  test.each(KNOWN)('%s is found, %s is not', (right, wrong) => {
    expect(found('wallet', `Send it to ${right}.`)).toEqual([right])
    expect(found('wallet', JSON.stringify({ to: right }))).toEqual([right])
    expect(found('wallet', `Send it to ${wrong}.`)).toEqual([])
    expect(found('wallet', `Send it to x${right}.`)).toEqual([])
    expect(found('wallet', `${right.slice(0, 20)}\n${right.slice(20)}`)).toEqual([])
  })

  test('without a checksum needs a word', () => {
    const hex = '0x52908400098527886e0f7030069857d2e4169ee7'
    const solana = '4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T'
    expect(found('wallet', `blob ${hex} and ${solana}`)).toEqual([])
    expect(found('wallet', `my wallet ${hex}`)).toEqual([hex])
    expect(found('wallet', `on Solana: ${solana}`)).toEqual([solana])
    expect(found('wallet', hex, 'wallet')).toEqual([hex])
    expect(found('wallet', `eth 0x${'0'.repeat(40)}`)).toEqual([])
  })
})
