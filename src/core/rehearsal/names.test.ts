import { expect, test } from 'vitest'
import { asOneText } from './names.ts'

const texts = (...names: string[]): string[] =>
  asOneText(names.map((name, at) => ({ name, at }))).map(({ text }) => text)

test('labels are read together, in the order of asking', () => {
  expect(texts('ab.x.example', 'cd.x.example')).toContain('abcd')
})

test('a name that is asked twice, for each kind of address, counts once', () => {
  expect(texts('ab.x.example', 'ab.x.example', 'cd.x.example', 'cd.x.example', 'ab.x.example')).toContain('abcd')
})

test.each([
  ['behind', ['abcd.n1.x.example', 'efgh.n2.x.example']],
  ['before', ['n1.abcd.x.example', 'n2.efgh.x.example']],
])('counters %s do not tear it apart', (_, names) => {
  expect(texts(...names)).toContain('abcdefgh')
})

test('a domain may be what says it', () => {
  expect(texts('ab', 'cd')).toContain('abcd')
  expect(texts('ab.example', 'cd.example')).toContain('abcd')
  expect(texts('n1.abcd.example', 'n2.efgh.example')).toContain('abcdefgh')
})

test('each domain is read by itself', () => {
  const read = asOneText([
    { at: 1, name: 'ab.x.example' },
    { at: 2, name: 'cd.y.example' },
  ])
  expect(read.filter(({ text }) => text === 'ab').map(({ domain, at }) => [domain, at])).toContainEqual([
    'x.example',
    1,
  ])
  expect(read.filter(({ text }) => text === 'cd').map(({ domain, at }) => [domain, at])).toContainEqual([
    'y.example',
    2,
  ])
})
