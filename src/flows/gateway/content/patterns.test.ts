import { expect, test } from 'vitest'
import { patternsOf } from './patterns.ts'

test.each([
  ['one that fits', '^(?:cm|in)$', 'cm', true],
  ['one that does not', '^(?:cm|in)$', 'miles', false],
  ['one that may never end', '^(a+)+$', 'a', null],
  ['one that is broken', '(unfinished', 'a', null],
  ['a text that is too long', 'a', 'a'.repeat(10_001), null],
])('%s, also when it is asked again', (_, pattern, text, answer) => {
  const matches = patternsOf()
  expect([matches(pattern, text), matches(pattern, text)]).toEqual([answer, answer])
})
