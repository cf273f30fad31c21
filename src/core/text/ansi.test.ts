import { expect, test } from 'vitest'
import { findAnsi } from './ansi.ts'

test.each([
  { text: '\u001B[8mx', kind: 'conceal', length: 4 },
  { text: '\u001B[0;8;1mx', kind: 'conceal', length: 8 },
  { text: '\u009B8mx', kind: 'conceal', length: 3 },
  { text: '\u001B[30;40mx', kind: 'conceal', length: 8 },
  { text: '\u001B[38;2;1;2;3;48;2;1;2;3mx', kind: 'conceal', length: 24 },
  { text: '\u001B[2Jx', kind: 'conceal', length: 4 },
  { text: '\u001B[1Ax', kind: 'conceal', length: 4 },
  { text: '\u001B]8;;https://x.example.test\u0007x', kind: 'conceal', length: 28 },
  { text: '\u001B]52;c;eA==\u001B\\x', kind: 'conceal', length: 13 },
  { text: '\u001BPq\u001B\\x', kind: 'conceal', length: 5 },
  { text: '\u001B[31;40mx', kind: 'style', length: 8 },
  { text: '\u001B[0mx', kind: 'style', length: 4 },
  { text: '\u001B[38;5;8mx', kind: 'style', length: 9 },
  { text: '\u001B]0;title\u0007x', kind: 'style', length: 10 },
  { text: '\u001B', kind: 'style', length: 1 },
  { text: '\u001B[12', kind: 'style', length: 4 },
])('$text is $kind', ({ text, kind, length }) => {
  expect(findAnsi(text)).toEqual([{ kind, span: [0, length] }])
})

test.each(['plain', 'written out: \\u001b[8m', 'brackets [8m'])('%s holds none', (text) => {
  expect(findAnsi(text)).toEqual([])
})

test('an unfinished sequence reaches to the next escape at most', () => {
  expect(findAnsi('\u001B]0;a\u001B[8mb').map(({ span }) => span)).toEqual([
    [0, 5],
    [5, 9],
  ])
})
