import { expect, test } from 'vitest'
import { mixedWords } from './mixed-letters.ts'

test.each([
  ['a letter of Cyrillic in a name', 'kim@p\u0430ypal.example', ['p\\u{430}ypal']],
  ['one of Greek', 'send it to b\u03bfbby', ['b\\u{3bf}bby']],
  ['a word twice', 'p\u0430yer, then p\u0430yer', ['p\\u{430}yer']],
  ['letters that are drawn as signs', 'pay\u{1d429}al', ['pay\\u{1d429}al']],
])('%s is told', (_, text, words) => {
  expect(mixedWords(text)).toEqual(words)
})

test.each([
  ['Latin letters alone', 'Zo\u00eb Straße naïve Łódź'],
  ['another alphabet alone', '\u043f\u0440\u0438\u0432\u0435\u0442 \u03ba\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1'],
  ['words of two alphabets beside each other', 'GitHub \u043a\u043e\u0434 v2'],
  ['a letter that looks like none of ours', 'API\u306e'],
  ['a unit', '5 k\u03a9, 3 \u00b5m'],
])('%s are not', (_, text) => {
  expect(mixedWords(text)).toEqual([])
})
