import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allSteps, evilOf } from './evil.ts'

const r = String.raw

test.each([
  ['a loop in a loop', '(a+)+', 'doubling'],
  ['a loop that may be empty in a loop', '(a*)*', 'doubling'],
  ['the same choice twice', '(a|a)*', 'doubling'],
  ['choices that spell one another', '(a|b|ab)*', 'doubling'],
  ['a delimiter that is also content', '(.*,)*', 'doubling'],
  ['a delimiter that may be missing', r`^(\w+\s?)*$`, 'doubling'],
  ['two loops of one letter in a loop', '(x+x+)+y', 'doubling'],
  ['counted loops', '(a{1,30}){1,30}', 'doubling'],
  ['what looks ahead', '(?=(a+)+)x', 'doubling'],
  ['a name', '(?<name>a+)+', 'doubling'],
  ['sets that overlap', r`(?:[a-f]|[\da])*`, 'doubling'],
  ['four loops of one letter', r`\d+\d+\d+\d+`, 'chain'],
  ['more letters than are looked at', 'a'.repeat(401), 'unread'],
  ['more brackets than are looked at', `${'('.repeat(60)}a${')*'.repeat(60)}`, 'unread'],
  ['a delimiter that is none of the content', '([^,]*,)*', null],
  ['a loop of fixed length in a loop', r`(\d{3}-?){2,40}`, null],
  ['a short loop in a loop', r`(\d{1,3}\.)+`, null],
  ['an address', r`^[\w.+-]+@([\w-]+\.)+[a-z]{2,}$`, null],
  ['base64', '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$', null],
  ['three loops of one letter', r`^\s*(.*)\s*$`, null],
  ['letters of Unicode', r`^(\p{L}|\d)+( (\p{L}|\d)+)*$`, null],
  ['no pattern at all', '(a', null],
  ['a repetition of nothing', '*a', null],
])('%s', (_, pattern, wanted) => {
  expect(evilOf(pattern)).toBe(wanted)
})

test('what all patterns of a catalogue cost is bounded, and the rest counts as unread', () => {
  const steps = allSteps()
  const tangled = `(${'a|'.repeat(150)}b)*`
  const judged = Array.from({ length: 1_000 }, () => evilOf(tangled, steps))
  expect(judged[0]).toBe('doubling')
  expect(judged.at(-1)).toBe('unread')
})

test('no pattern stops it', () => {
  const part = fc.constantFrom(
    'a',
    '(',
    ')',
    '[',
    ']',
    '*',
    '+',
    '?',
    '{2,',
    '3}',
    '|',
    '\\',
    '^',
    '-',
    '\\d',
    '(?:',
    '.',
    '\\u{',
    '😀',
  )
  const pattern = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.array(part, { maxLength: 40 }).map((all) => all.join('')),
  )
  fc.assert(fc.property(pattern, (text) => [null, 'doubling', 'chain', 'unread'].includes(evilOf(text))))
})
