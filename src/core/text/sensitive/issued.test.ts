import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { base62, crc32, endsInCrc } from './checksum.ts'
import { findSensitive } from './find.ts'
import { ISSUERS } from './issuers.data.ts'

/** Put together at run time, so that no scanner takes this file for a leak. */
const joined = (...parts: readonly string[]): string => parts.join('')
const RANDOM = joined('q7Zt2mXw', '9Lr4Kd8v', 'Bn3cYh6s', 'Pf5gTj1a', 'Wc4m')
const githubToken = (body: string): string => joined('gh', 'p_', body, base62(crc32(body), 6))
const TOKEN = githubToken(RANDOM.slice(0, 30))

const credentials = (text: string) => findSensitive(text).filter(({ family }) => family === 'credential')
const told = (text: string): string[] => credentials(text).flatMap(({ what, isMadeUp }) => (isMadeUp ? [] : [what]))

/** A form without what looks around it, which the generator of samples does not know. */
const inner = (form: string): RegExp =>
  new RegExp(`^${form.replace(/\(\?<?[=!](?:[^()]|\([^()]*\))*\)/g, '').replace(/\(\?<\w+>/g, '(?:')}$`)

describe('every form of an issuer is found, and all of it', () => {
  test.each(ISSUERS.map(([what, near, form, lead = '']) => ({ what, near, form, lead })))(
    '$what, by $near',
    ({ what, form, lead }) => {
      fc.assert(
        fc.property(fc.stringMatching(inner(lead + form)), (sample) => {
          fc.pre(what !== 'OpenAI key' || !/^sk-(?:ant|or|lf)-/.test(sample))
          const found = credentials(`one "${sample}" two`)
          expect(found.map((one) => one.what)).toContain(what)
          // Of an address only what opens it is secret.
          expect(Math.max(...found.map(({ span }) => span[1]))).toBe(5 + sample.length)
        }),
        { numRuns: 20, seed: 1 },
      )
    },
  )
})

test.each([
  ['alone', TOKEN],
  ['in a sentence', `Use ${TOKEN}.`],
  ['in JSON', JSON.stringify({ token: TOKEN })],
  ['after a line end', `a\n${TOKEN}\nb`],
  ['after the escape of a line end', JSON.stringify({ text: `a\n${TOKEN}` })],
  ['after an escape by number', `\\u000a${TOKEN}`],
  ['after a percent sign', `x%20${TOKEN}`],
  ['in an address', `https://x.test/?t=${TOKEN}&a=b`],
  ['after an underscore', `MY_${TOKEN}`],
  ['twice', `${TOKEN} ${TOKEN}`],
])('a token is found %s', (_, text) => {
  const found = credentials(text)
  expect(new Set(found.map(({ span }) => text.slice(...span)))).toEqual(new Set([TOKEN]))
})

test.each([
  ['a letter before it', `a${TOKEN}`],
  ['a digit before it', `1${TOKEN}`],
  ['another case', TOKEN.toUpperCase()],
  ['a character too few', joined('gh', 'p_', RANDOM.slice(0, 19))],
  ['split over two lines', `${TOKEN.slice(0, 12)}\n${TOKEN.slice(12)}`],
  ['another alphabet', joined('dapi', 'g'.repeat(32))],
  ['a longer word', joined('AK', 'IA', 'Q7ZT2MXW9LR4KD8VX')],
  ['the mark alone', 'Tokens begin with ghp_, npm_ or AKIA.'],
])('%s is no token', (_, text) => {
  expect(credentials(text)).toEqual([])
})

describe('checksums of GitHub and npm', () => {
  test('are CRC-32 in base 62', () => {
    expect(crc32('123456789')).toBe(0xcbf4_3926)
    expect(base62(61, 6)).toBe('00000z')
    expect(endsInCrc(TOKEN.slice(4))).toBe(true)
    expect(endsInCrc(`${TOKEN.slice(4, -1)}_`)).toBe(false)
  })

  test('make a token sure, whatever it looks like', () => {
    expect(told(githubToken('a'.repeat(30)))).toEqual(['GitHub token'])
    expect(told(`${githubToken('a'.repeat(30)).slice(0, -1)}_`)).toEqual([])
  })

  test('may be wrong where the rest looks like chance: it was mistyped, or made for a test', () => {
    expect(told(joined('gh', 'o_', RANDOM))).toEqual(['GitHub token'])
    expect(told(joined('np', 'm_', RANDOM))).toEqual(['npm token'])
  })
})

test.each([
  ['repeated characters', joined('gh', 'p_', 'x'.repeat(36))],
  ['the alphabet', joined('gh', 'p_', 'abcdefghijklmnopqrstuvwxyz0123456789')],
  ['the alphabet in changing case', joined('gh', 'p_', 'ABCDeFgHiJkLmNoPqRsTuVwXyZ123456789a')],
  ['pieces of the alphabet', joined('sk-', 'proj-', 'abc123def456ghi789jkl012mno345pqr678')],
  ['a word that says so', joined('AK', 'IA', 'EXAMPLEEXAMPLE00')],
  ['an invitation', 'sk-ant-api03-your-key-goes-here-1234'],
  ['words', 'xoxe.xoxp-1-SlackAppConfigurationAccessTokenHere'],
  ['the same twice', joined('xoxb-', 'q7Zt2mXw9Lr4', 'q7Zt2mXw9Lr4')],
])('what looks made up is hidden and not told: %s', (_, text) => {
  expect(told(text)).toEqual([])
  expect(credentials(text)).toHaveLength(1)
})

test('chance hardly ever looks made up', () => {
  let seed = 7
  const next = (): number => (seed = (seed * 48_271) % 2_147_483_647)
  const alphabets = [
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
    '0123456789abcdef',
    'abcdefghijklmnopqrstuvwxyz0123456789',
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  ]
  for (const alphabet of alphabets) {
    const samples = Array.from({ length: 500 }, () =>
      Array.from({ length: 32 }, () => alphabet[next() % alphabet.length]!).join(''),
    )
    const missed = samples.filter((sample) => told(joined('glp', 'at-', sample)).length === 0)
    expect(missed.length).toBeLessThanOrEqual(5)
  }
})
