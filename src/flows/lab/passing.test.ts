import { expect, test } from 'vitest'
import { filled } from './passing.ts'

const answers = {
  all: ['one', 'two and a half'],
  of: new Map([
    ['read', 'one'],
    ['list', 'two and a half'],
  ]),
}

test.each([
  ['the last one', '(the answer)', 'two and a half'],
  ['that of a tool, among other words', 'see (the answer of read)!', 'see one!'],
  ['that of a tool that never answered', '(the answer of none)', ''],
  ['one in base64', '(the answer of read in base64)', 'b25l'],
  ['one in other words', '(the answer of read in other words)', 'manemamemala'],
  ['words that ask for none', 'the answer', 'the answer'],
])('passes on %s', (_, asked, passed) => {
  expect(filled({ note: asked }, answers)).toEqual({ note: passed })
})

test('passes on one in parts that make it again', () => {
  const parts = [1, 2, 3].map((n) => filled({ note: `(part ${n} of 3 of the answer of list)` }, answers)['note'])
  expect(parts).toEqual(['two a', 'nd a ', 'half'])
})

test('passes on a key that a person showed it', () => {
  expect(filled({ note: '(a private key)' }, answers)['note']).toContain(' PRIVATE KEY')
})
