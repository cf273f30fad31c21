import { expect, test } from 'vitest'
import { filledIn, secretsNamedIn, wordFor } from './secret-word.ts'

const VALUES = { KEY: 'v1', OTHER: '{secret:KEY}', MONEY: '$& $1' }

test.each([
  ['alone', wordFor('KEY'), 'v1'],
  ['within other text, more than once', `a:${wordFor('KEY')}@b?${wordFor('KEY')}`, 'a:v1@b?v1'],
  ['where the value looks like a reference', wordFor('OTHER'), '{secret:KEY}'],
  ['where the value has signs of a replacement', wordFor('MONEY'), '$& $1'],
  ['of a name that has no value', wordFor('NONE'), '{secret:NONE}'],
  ['of a name that every object has', wordFor('constructor'), '{secret:constructor}'],
  [
    'that is none',
    '{secret:} {secret:1} {secret: KEY} ${KEY} secret:KEY',
    '{secret:} {secret:1} {secret: KEY} ${KEY} secret:KEY',
  ],
])('a reference %s', (_, word, filled) => {
  expect(filledIn(word, VALUES)).toBe(filled)
})

test('names are told once each', () => {
  expect(secretsNamedIn(['server', '{secret:B}', 'x{secret:A}{secret:B}'])).toEqual(['B', 'A'])
})
