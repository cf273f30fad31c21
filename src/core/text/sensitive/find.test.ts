// What holds for all families: no text stops the search, and it takes as long as the text is.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { finderOf } from '../match/finder.ts'
import { findFormed, findSensitive, FORMS, sensitiveIn } from './find.ts'
import { ISSUERS } from './issuers.data.ts'

const marks = ISSUERS.flatMap(([, near]) => near.split(' '))
const part = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(...marks, ...marks.map((mark) => mark.toUpperCase())),
  fc.constantFrom('password=', 'Bearer ', '://a:', '@host', '"', '\\n', '-----BEGIN ', 'PRIVATE KEY-----', 'eyJ', '.'),
  fc.constantFrom(
    '4716 9021 3355 0842',
    '612-58-3907',
    'DE89',
    '+44 ',
    'SSN ',
    'abandon ',
    '0x',
    'bc1',
    '\u{200B}',
    'é',
  ),
  fc.stringMatching(/^[A-Za-z0-9_-]{8,64}$/),
  fc.stringMatching(/^[0-9 -]{8,40}$/),
)
const text = fc.array(part, { maxLength: 30 }).map((parts) => parts.join(''))

test('no text stops it, and what it finds is in order, apart and inside', () => {
  fc.assert(
    fc.property(text, fc.constantFrom('', 'password', 'card', 'text'), (words, key) => {
      let past = 0
      for (const { span } of findSensitive(words, key)) {
        expect(span[0]).toBeGreaterThanOrEqual(past)
        expect(span[1]).toBeGreaterThan(span[0])
        past = span[1]
      }
      expect(past).toBeLessThanOrEqual(words.length)
    }),
    { numRuns: 2000 },
  )
})

test('in one walk with the phrases of rules it finds the same as by itself', () => {
  const find = finderOf([], FORMS)
  fc.assert(
    fc.property(text, (words) => {
      expect(sensitiveIn(words, find(words).formats, '')).toEqual(findSensitive(words))
    }),
    { numRuns: 1000 },
  )
})

test('what is known by a word is found by either search', () => {
  fc.assert(
    fc.property(text, (words) => {
      const formed = findFormed(words).filter(({ family }) => family === 'credential')
      const all = findSensitive(words)
      for (const { span } of formed)
        expect(all.some((one) => one.span[0] <= span[0] && one.span[1] >= span[1])).toBe(true)
    }),
  )
})

/** Not timed: with a repetition that has no bound, or a stretch that is read again for each word in it, these would not end. */
test.each([
  ...marks.filter((_, at) => at % 9 === 0),
  ...['password: ', 'token=', '"secret":"', '--password ', 'authorization: ', 'bearer '],
  ...['://', '://a:b', '://a:b@', '@', 'a@b.co ', '-----BEGIN RSA ', ['-----BEGIN PRIV', 'ATE KEY-----'].join('')],
  ...['eyJ', 'eyJhbGciOiJIUzI1NiJ9.', 'eyJa.eyJa.', 'PuTTY-User-Key-File-2:', '-sk-ant-', '.sk-proj-'],
  ...['4716 ', '47169021', '4716-9021-3355-0842 ', '612-58-', '7 ', '1', '+44 ', '646-272-', 'DE89 ', 'ssn '],
  ...['abandon ', 'a1', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb ', '0xab', 'deadbeef', 'RSSMRA85T10A562T '],
])('a text of nothing but "%s" comes to an end', (unit) => {
  const found = findSensitive(unit.repeat(Math.ceil(400_000 / unit.length)))
  expect(found.length).toBeLessThan(100_000)
})
