import { expect, test } from 'vitest'
import { addressFilledIn, filledIn, secretsNamedIn, ungranted, wordFor } from './secret-word.ts'

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

test('in an address a value stays within its part, also in a path whose braces are encoded', () => {
  const { href } = new URL('https://mcp.test/{secret:KEY}/mcp?token={secret:KEY}&page=1')
  expect(addressFilledIn(href, { KEY: 'a/b&c=d #' })).toBe(
    'https://mcp.test/a%2Fb%26c%3Dd%20%23/mcp?token=a%2Fb%26c%3Dd%20%23&page=1',
  )
})

test('names are told once each', () => {
  expect(secretsNamedIn(['server', '{secret:B}', 'x{secret:A}{secret:B}'])).toEqual(['B', 'A'])
})

test('what no grant is for is told, and nothing else', () => {
  expect(ungranted(['{secret:A}', '{secret:B}'], [{ name: 'A' }, { name: 'C' }])).toEqual(['B'])
})
