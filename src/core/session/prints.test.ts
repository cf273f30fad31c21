import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GRAM, printsOf, SURELY_FOUND } from './prints.ts'

const share = (a: string, b: string): boolean => {
  const known = new Set(printsOf(a).keys)
  return printsOf(b).keys.some((key) => known.has(key))
}

const VALUE = 'Invoice 2026-1147: Miriam Okafor, 18 Harbour Lane, owes 1,204.50'

describe('a value is found again', () => {
  test.each([
    ['as it is', VALUE],
    ['inside other words', `Please note the following. ${VALUE} Thank you very much.`],
    ['in capitals', VALUE.toUpperCase()],
    ['quoted', JSON.stringify(JSON.stringify({ note: VALUE }))],
    ['over lines', VALUE.replaceAll(' ', '\n\t')],
    ['without blanks', VALUE.replaceAll(' ', '')],
    ['with other punctuation', VALUE.replaceAll(/[:,.-]/g, ' / ')],
    ['with look-alike letters', VALUE.replaceAll('o', 'о')],
    ['in part', VALUE.slice(9, 44)],
  ])('%s', (_, text) => {
    expect(share(VALUE, text)).toBe(true)
  })
})

test('in capitals of another script', () => {
  const value = 'Дорогая Анна, встреча с инвесторами перенесена на четверг'
  expect(share(value, value.toUpperCase())).toBe(true)
})

test.each([
  ['other words', 'The quick brown fox jumps over the lazy dog and runs away'],
  ['too small a part', VALUE.slice(0, 16)],
  ['nothing', ''],
])('%s are not taken for it', (_, text) => {
  expect(share(VALUE, text)).toBe(false)
})

test('two texts that share a long enough piece always share a fingerprint', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'abcdefghij0123456789'), maxLength: 120 })
  const piece = fc.string({ unit: fc.constantFrom(...'klmnopqrst'), minLength: SURELY_FOUND, maxLength: 60 })
  fc.assert(
    fc.property(letters, letters, letters, letters, piece, (a, b, c, d, shared) => {
      expect(share(a + shared + b, c + shared + d)).toBe(true)
    }),
  )
})

test('places are counted in letters, in order, and each ends a whole row', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => {
      const { keys, ends } = printsOf(text)
      expect(ends.length).toBe(keys.length)
      let before = GRAM - 1
      for (const end of ends) {
        expect(end).toBeGreaterThan(before)
        before = end
      }
    }),
  )
})
