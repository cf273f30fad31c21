import { expect, test } from 'vitest'
import { asPrivate } from './cache-scope.ts'

const of = (result: string): string => `{"jsonrpc":"2.0","id":1,"result":${result}}`

test.each([
  ['{"a":1.0,"cacheScope":"public","b":2}', '{"a":1.0,"cacheScope":"private","b":2}'],
  [String.raw`{"\u0063acheScope":"public"}`, String.raw`{"\u0063acheScope":"private"}`],
  ['{"cacheScope":{"x":["public"]}}', '{"cacheScope":"private"}'],
  ['{"cacheScope":null}', '{"cacheScope":"private"}'],
  ['{"cacheScope":"private"}', '{"cacheScope":"private"}'],
  ['{"content":[{"text":"\\"cacheScope\\":\\"public\\""}]}', '{"content":[{"text":"\\"cacheScope\\":\\"public\\""}]}'],
  ['{"inner":{"cacheScope":"public"}}', '{"inner":{"cacheScope":"public"}}'],
  ['{}', '{}'],
])('%s', (given, expected) => expect(asPrivate(of(given))).toBe(of(expected)))

test('an error has none', () => {
  const text = '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x","cacheScope":"public"}}'
  expect(asPrivate(text)).toBe(text)
})
