import { describe, expect, test } from 'vitest'
import { signsOf } from './signs.ts'

const PLAIN = { hasUnseen: false, hasMarkup: false, written: 0, isSpaced: false, runs: 0, hasHex: false }

describe('signs', () => {
  test.each([
    ['plain words', 'Adds two numbers, and says so: 3.', PLAIN],
    ['other scripts', 'Складывает 数字 é', PLAIN],
    ['tabs and line ends', 'a\tb\nc', PLAIN],
    ['a carriage return', 'a\rb', { ...PLAIN, hasUnseen: true }],
    ['a joiner', 'a\u{200D}b', { ...PLAIN, hasUnseen: true }],
    ['a tag character', 'a\u{E0041}b', { ...PLAIN, hasUnseen: true }],
    ['an escape', 'a\u{1B}[8m', { ...PLAIN, hasUnseen: true }],
    ['a tag', 'a<b>', { ...PLAIN, hasMarkup: true }],
    ['brackets and lists', '{"a": [1, 2], "b": "x & y < 3"} * item', PLAIN],
    ['a link', '[a](b)', { ...PLAIN, hasMarkup: true }],
    ['a mark inside a word', 'a**b', { ...PLAIN, hasMarkup: true }],
    ['what is written out', '&amp; %41 \\u0041', { ...PLAIN, written: 3 }],
    ['letters set apart', 'i g n o r e  a l l  i t', { ...PLAIN, isSpaced: true }],
    ['a short list', 'a b c d', PLAIN],
    ['a long run', 'x aGVsbG8gdGhlcmUgd29ybGQ', { ...PLAIN, runs: 1 }],
    ['two long runs', 'aGVsbG8gdGhlcmUgd29ybGQ= aGVsbG8gdGhlcmUgd29ybGQ', { ...PLAIN, runs: 2 }],
    ['a long run of hex digits', 'x 9f86d081884c7d65-9a2f', { ...PLAIN, runs: 1, hasHex: true }],
    ['a long name', 'search_repositories_by_owner', PLAIN],
    ['a long path', '/usr/lib/node_modules/x.js', PLAIN],
    ['a long number', '31415926535897932384626', { ...PLAIN, hasHex: true }],
    ['line ends as JSON writes them', String.raw`a\nb\"c\d`, { ...PLAIN, written: 2 }],
    ['pairs of digits', '69 67 6e 6f 72 65 20', { ...PLAIN, runs: 1, hasHex: true }],
    ['pairs of digits in lists', '69,67, 6e:6f 72, 65 20', { ...PLAIN, runs: 1, hasHex: true }],
    ['numbers of programs', '0x69 0x67 0x6e 0x6f 0x72 0x65 0x20', { ...PLAIN, runs: 1, hasHex: true }],
    ['digits in groups of four', '6967 6e6f 7265 2061 6c6c 2070 7265', { ...PLAIN, runs: 1, hasHex: true }],
    ['words of two and four letters', 'if it is so, then we do as they like to', PLAIN],
    ['pairs of digits apart', '69 (67) 6e.6f 72/65 20 21 22', PLAIN],
    ['too few pairs', '69 67 6e 6f 72 65', PLAIN],
  ])('%s', (_, text, wanted) => {
    expect(signsOf(text)).toEqual(wanted)
  })
})

test('no character that may be unseen is left out', () => {
  const unseen = /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u{FFF9}-\u{FFFB}]$/u
  for (let code = 0; code < 0x1_0000; code++) {
    const char = String.fromCharCode(code)
    if (unseen.test(char) && !'\t\n'.includes(char))
      expect(signsOf(char), code.toString(16)).toMatchObject({ hasUnseen: true })
  }
})
