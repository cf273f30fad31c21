import { expect, test } from 'vitest'
import { abilitiesOf } from './abilities.ts'
import type { Fact, FileFacts, Mark } from './fact.ts'
import { NO_STYLE } from './fact.ts'

const mark = (kind: Mark['kind'], what: string): Mark => ({ kind, at: 0, what, key: what })
const fact = (does: Fact['does'], at: number, places: readonly string[] = [], marks: readonly Mark[] = []): Fact => ({
  does,
  at,
  name: '',
  places,
  placeMarks: [],
  marks,
  texts: [],
  members: {},
  isSilent: false,
  times: 1,
  stage: 'unknown',
})
const file = (path: string, ...facts: readonly Fact[]): FileFacts => ({
  path,
  facts,
  tools: [],
  texts: [],
  heavy: [],
  imports: [],
  isReaching: true,
  style: NO_STYLE,
  unread: null,
})
const TEXT = 'one\ntwo\nthree\n'
const found = (...files: readonly FileFacts[]) =>
  abilitiesOf(files, () => TEXT).found.map(({ does, what, at }) => `${does} ${what} ${at}`)

test.each<[string, Fact, string[]]>([
  [
    'the host of an address',
    fact('net-send', 4, ['https://API.garden.example/v1/\uFFFC']),
    ['network api.garden.example a.js:2'],
  ],
  ['an address without a name', fact('net-connect', 0), ['network  a.js:1']],
  ['the program of a command line', fact('process-shell', 8, ['git log --all']), ['program git a.js:3']],
  ['what is made of parts', fact('file-read', 0, ['/home/\uFFFC/.ssh']), ['reads file /home/…/.ssh a.js:1']],
  [
    'variables that are handed on',
    fact('net-send', 0, ['https://a.example'], [mark('variable', 'API_KEY'), mark('environment', '')]),
    ['environment  a.js:1', 'environment API_KEY a.js:1', 'network a.example a.js:1'],
  ],
  ['nothing that a grant could be for', fact('pattern-make', 0, ['x']), []],
])('%s', (_, one, told) => {
  expect(found(file('a.js', one))).toEqual(told)
})

test('each stands there once, by its first place, in the same order whatever the order of files', () => {
  const [a, b] = [
    file('a.js', fact('net-send', 8, ['https://a.example'])),
    file('b.js', fact('net-send', 0, ['https://a.example/x'])),
  ]
  expect(found(b, a)).toEqual(['network a.example a.js:3'])
  expect(found(a, b)).toEqual(found(b, a))
})

test('what is more than is kept is counted', () => {
  const many = Array.from({ length: 2_100 }, (_, number) => fact('file-read', 0, [`/data/${number}`]))
  const { found: kept, more } = abilitiesOf([file('a.js', ...many)], () => TEXT)
  expect([kept.length, more]).toEqual([2_000, 100])
})
