import { expect, test } from 'vitest'
import { sampleOf } from './sample.ts'

const ROW = { id: 'a-1', surface: 'tool_description', label: 'benign', text: 'Adds.', meta: { lang: 'en' } }

test('a row', () => {
  const tool = { name: 'add' }
  expect(sampleOf('a', JSON.stringify({ ...ROW, meta: { lang: 'de', tool } }))).toEqual({
    set: 'a',
    id: 'a-1',
    surface: 'tool_description',
    label: 'benign',
    text: 'Adds.',
    lang: 'de',
    tool,
    kind: null,
    origin: '["tool","add"]',
  })
})

test('a kind is kept where it is a word', () => {
  expect(sampleOf('a', JSON.stringify({ ...ROW, meta: { kind: 'sqli' } }))).toMatchObject({ kind: 'sqli' })
  expect(sampleOf('a', JSON.stringify({ ...ROW, meta: { kind: 'a b' } }))).toMatchObject({ kind: null })
})

test('rows of one origin say so within their set', () => {
  expect(sampleOf('a', JSON.stringify({ ...ROW, meta: { base: 'x' } }))).toMatchObject({ origin: '["base","a","x"]' })
})

test.each([
  ['no JSON', '{', 'is no JSON object'],
  ['a list', '[]', 'is no JSON object'],
  ['no id', JSON.stringify({ ...ROW, id: 7 }), 'has no id'],
  ['an unknown surface', JSON.stringify({ ...ROW, surface: 'mood' }), 'has a surface that is none of'],
  ['an unknown label', JSON.stringify({ ...ROW, label: 'good' }), 'has a label that is none of'],
  ['no text', JSON.stringify({ ...ROW, text: null }), 'has no text'],
  ['meta as a word', JSON.stringify({ ...ROW, meta: 'x' }), 'has a meta that is no object'],
  ['a tool as a word', JSON.stringify({ ...ROW, meta: { tool: 'x' } }), 'has a meta.tool that is no object'],
])('%s is named', (_, line, why) => {
  expect(sampleOf('a', line)).toContain(why)
})

test.each([
  ['no language', undefined],
  ['a language that is a text', 'en\u{1b}[2J'],
  ['a number', 7],
])('%s counts as undetermined', (_, lang) => {
  expect(sampleOf('a', JSON.stringify({ ...ROW, meta: { lang } }))).toMatchObject({ lang: 'und' })
})
