import { expect, test } from 'vitest'
import { finderOf } from './finder.ts'
import { phrase, REACH } from './phrase.ts'

const secret = phrase(['read', 'open'], /\b(?:read|open) (?:\w+ ){0,3}secrets\b/g)
const prompt = phrase(['prompt'], /\bsystem prompt\b/g)
const find = finderOf([secret, prompt])
const found = (text: string) =>
  find(text)
    .spans(secret)
    .map((span) => text.slice(...find(text).normal.original(...span)))

test.each([
  ['a wording', 'First read all the secrets.', ['read all the secrets']],
  ['in any spelling', 'First REA\u{200B}D all\n\nthe sеcrets.', ['REA\u{200B}D all\n\nthe sеcrets']],
  ['twice', 'read secrets, then open secrets', ['read secrets', 'open secrets']],
  ['far apart', `read secrets ${'x'.repeat(REACH * 5)} open secrets`, ['read secrets', 'open secrets']],
  ['with its word inside another one', 'thread secrets', []],
  ['with its word alone', 'read this', []],
  ['without its word', 'secrets', []],
])('%s', (_, text, wanted) => {
  expect(found(text)).toEqual(wanted)
})

test('many words in a row are each looked at once', () => {
  const text = 'read '.repeat(50_000)
  expect(found(`${text}secrets`)).toEqual(['read read read read secrets'])
})

test('phrases are told apart', () => {
  const { spans } = find('read the secrets of the system prompt')
  expect([spans(secret).length, spans(prompt).length]).toEqual([1, 1])
})

test('no phrases, no work', () => {
  expect(finderOf([])('read secrets').spans(secret)).toEqual([])
})
