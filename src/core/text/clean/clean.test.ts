import { describe, expect, test } from 'vitest'
import { findAnsi } from '../ansi.ts'
import { findHidden } from '../hidden.ts'
import { put } from '../sensitive/replace.ts'
import { apart, without } from './apart.ts'
import type { Cut } from './cut.ts'
import { frameCuts } from './frames.ts'
import { hostPathCuts } from './host-path.ts'
import { unseenCuts } from './unseen.ts'

const applied = (text: string, cuts: readonly Cut[]): string =>
  put(
    text,
    apart(cuts).map(({ span, shown }) => [span, shown] as const),
  )
const cleaned = (text: string): string => applied(text, unseenCuts(text, findHidden(text), findAnsi(text)))
const tags = (text: string): string =>
  Array.from(text, (char) => String.fromCodePoint(0xe0000 + char.codePointAt(0)!)).join('')

describe('what nobody sees', () => {
  test.each([
    ['concealed words', 'a\x1b[8mhidden\x1b[28mb', 'ahiddenb'],
    ['a colour', '\x1b[1;31mred\x1b[0m', 'red'],
    ['a link of a terminal', '\x1b]8;;http://x.test\x1b\\here\x1b]8;;\x07', 'here'],
    ['a title that never ends', 'a\x1b]0;all the rest', 'a0;all the rest'],
    ['one sequence inside another', 'a\x1b\x1b[m[8mb', 'a[8mb'],
    ['sequences of eight bits', 'a\x9b8mb\x9b28mc', 'abc'],
    ['a title of eight bits that holds a sequence', 'a\x9d0;b\x9bc', 'a0;bc'],
    ['text in a wrong encoding', 'â\x80\x98quoted’ and â\x80\x9cagain', 'âquoted’ and âagain'],
    ['tag characters', `a${tags('obey')}b`, 'ab'],
    ['variation selectors', 'ab\u{FE00}\u{E0101}c', 'abc'],
    ['zero width', 'a\u{200B}b\u{2060}c\u{FEFF}d\u{AD}e', 'abcde'],
    ['an override', 'a\u{202E}txt.exe\u{202C}', 'atxt.exe'],
    ['isolates', 'a\u{2066}b\u{2069}', 'ab'],
    ['a line that covers another', 'good\revil', 'good\nevil'],
    ['backspaces', 'ab\b\bcd', 'ab␈␈cd'],
    ['names that a zero parts', 'a\0b\x7f', 'a␀b␡'],
    ['a bell behind a title', '\x1b]0;t\x07\x07b', '␇b'],
  ])('%s', (_, text, shown) => {
    expect(cleaned(text)).toBe(shown)
    expect(cleaned(shown)).toBe(shown)
  })

  test.each([
    'Plain words.\r\nAnd\ta tab.\n',
    '\u{FEFF}A mark of order at the beginning',
    'A family 👨‍👩‍👧, ❤️ and 🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}',
    'می‌خواهم \u{200F}שלום',
    'क्‍ष',
    ';; chapter\n\f\n;; next',
    'a prompt \u{E0B0} of a shell',
    '"\\u001b[8m" as JSON writes it',
  ])('%j stays as it is', (text) => {
    expect(unseenCuts(text, findHidden(text), findAnsi(text))).toEqual([])
  })
})

const NODE = [
  'Error: no such table',
  '    at Database.run (/opt/app/node_modules/db/index.js:12:34)',
  '    at async file:///opt/app/main.mjs:5:1',
  '    at new Promise (<anonymous>)',
  '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
].join('\n')
const PYTHON = [
  'Traceback (most recent call last):',
  '  File "/opt/app/main.py", line 3, in <module>',
  '    run()',
  '    ~~~^^',
  '  File "/opt/app/run.py", line 9, in run',
  "    raise ValueError('x')",
  'ValueError: x',
].join('\n')
const JAVA = [
  'java.lang.IllegalStateException: closed',
  '\tat com.example.Pool.take(Pool.java:31)',
  '\tat java.base/java.lang.Thread.run(Native Method)',
  'Caused by: java.io.IOException: gone',
  '\tat com.example.Net.read(Net.java:7)',
  '\t... 12 more',
].join('\n')
const GO = [
  'panic: nil map',
  '',
  'goroutine 1 [running]:',
  'main.(*Store).put(0xc000012345, {0x1, 0x2})',
  '\t/opt/app/store.go:12 +0x1d',
  'created by main.main in goroutine 1',
  '\t/opt/app/main.go:9 +0x85',
  'exit status 2',
].join('\n')

describe('frames of stack traces', () => {
  test.each([
    ['Node', NODE, 'Error: no such table\n    [4 frames left out]'],
    ['Python', PYTHON, 'Traceback (most recent call last):\n  [2 frames left out]\nValueError: x'],
    [
      'Java',
      JAVA,
      'java.lang.IllegalStateException: closed\n\t[2 frames left out]\nCaused by: java.io.IOException: gone\n\t[2 frames left out]',
    ],
    ['Go', GO, 'panic: nil map\n\ngoroutine 1 [running]:\n[2 frames left out]\nexit status 2'],
    [
      'Node in JSON',
      JSON.stringify({ stack: NODE, code: 1 }),
      '{"stack":"Error: no such table\\n    [4 frames left out]","code":1}',
    ],
    ['one frame', 'Error: x\r\n   at f (a.js:1:2)\r\nnext', 'Error: x\r\n   [1 frame left out]\r\nnext'],
  ])('of %s', (_, text, shown) => {
    expect(applied(text, frameCuts(text))).toBe(shown)
  })

  test.each([
    'Look at the file (a.js) first.\nIt failed at 10:30:15',
    'at 10:30:15 it failed',
    '    at the end of the day',
    '  File "<stdin>", line 2, in <module>\nNameError: x',
    'main.go:12: undefined: x',
    'See src/store.go:12 and call put(1).',
    '',
  ])('%j is none', (text) => {
    expect(frameCuts(text)).toEqual([])
  })
})

const ROOTS = [
  { path: '/home/ada/.local/state/sallyport', shown: '[sallyport]' },
  { path: '/home/ada', shown: '~' },
]
describe('paths of the machine', () => {
  test.each([
    ['a home', 'no /home/ada/x.txt', 'no ~/x.txt'],
    ['our state', "open '/home/ada/.local/state/sallyport/store/a'", "open '[sallyport]/store/a'"],
    ['an address', 'file:///home/ada/x', 'file://~/x'],
    ['a path in JSON', '{"a":"x\\n/home/ada"}', '{"a":"x\\n~"}'],
    ['a home at the end of a sentence', 'in /home/ada.', 'in ~.'],
  ])('%s', (_, text, shown) => {
    expect(applied(text, hostPathCuts(text, ROOTS, ['/home/ada/notes']))).toBe(shown)
  })

  test.each(['/home/adam/x', '/mnt/home/ada', '/home/ada.old', '/home/ada/notes/a.txt', '/home/ada/notes', 'nothing'])(
    '%s stays',
    (text) => {
      expect(hostPathCuts(text, ROOTS, ['/home/ada/notes'])).toEqual([])
    },
  )
})

test('stretches are kept apart, and out of others', () => {
  const spans = (...all: readonly (readonly [number, number])[]) => all.map((span) => ({ span }))
  expect(apart(spans([5, 9], [0, 3], [2, 6], [5, 6]))).toEqual(spans([0, 3], [3, 6], [6, 9]))
  expect(without(spans([0, 10], [12, 14]), spans([2, 4], [6, 7], [9, 13]))).toEqual(
    spans([0, 2], [4, 6], [7, 9], [13, 14]),
  )
})
