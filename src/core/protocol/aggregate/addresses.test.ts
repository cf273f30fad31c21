import { expect, test } from 'vitest'
import { withAddresses } from './addresses.ts'

const READ = (key: string, more = ''): string => `{"id":1,"result":{"contents":[{${key}:"note:1"${more}}]}}`

test.each<[string, string, string]>([
  ['as it is', READ('"uri"'), '{"id":1,"result":{"contents":[{"uri":"s/note:1"}]}}'],
  ['with an escape', READ(String.raw`"\u0075ri"`), '{"id":1,"result":{"contents":[{"uri":"s/note:1"}]}}'],
  ['beside digits', READ('"uri"', ',"n":1.0'), '{"id":1,"result":{"contents":[{"uri":"s/note:1","n":1.0}]}}'],
])('an address leads back to its server when its key is written %s', (_, text, changed) =>
  expect(withAddresses(text, 'resources/read', (uri) => `s/${uri}`)).toBe(changed),
)

test('an answer without one is the same text', () => {
  const text = String.raw`{"id":1, "result":{"contents":[{"text":"\u0041"}]}}`
  expect(withAddresses(text, 'resources/read', (uri) => `s/${uri}`)).toBe(text)
})
