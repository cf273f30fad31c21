import fc from 'fast-check'
import { expect, test } from 'vitest'
import { IdScanner, scanId } from './scan-id.ts'

const scan = (text: string) => scanId(new TextEncoder().encode(text))

test.each([
  ['{"id":7,"method":"a"}', 7],
  ['{"jsonrpc":"2.0","result":{"id":1,"x":"}"},"id":"abc"}', 'abc'],
  ['{"a":{"id":1},"b":[{"id":2}]}', undefined],
  ['{"id":1,"id":2}', undefined],
  ['{"id":1.5}', undefined],
  ['{"id":{"x":1}}', undefined],
  ['{"text":"\\"id\\":5","id":6}', 6],
  ['{"id":3', undefined],
  ['{"id":"é☃"}', 'é☃'],
  [String.raw`{"id":"\u0061"}`, 'a'],
  [String.raw`{"\u0069d":1}`, 1],
  ['{"id":"a\tb"}', undefined],
  ['{"id":01}', undefined],
  ['{"id":9007199254740993}', undefined],
  ['{"id":-7}', -7],
  ['{"id":"a" "b"}', undefined],
  ['noise', undefined],
])('%s has the id %s', (text, id) => expect(scan(text).id).toBe(id))

test.each([
  ['{"jsonrpc":"2.0","id":1,"result":{}}', 'answer'],
  ['{"id":1,"error":{},"jsonrpc":"2.0"}', 'answer'],
  ['{"jsonrpc":"2.0","id":1,"method":"a","params":{"result":1}}', 'call'],
  ['{"jsonrpc":"2.0","id":1,"method":"a","result":1}', 'call'],
  ['{"jsonrpc":"2.0","id":1,"resu', 'part'],
  ['{"level":30,"id":1,"error":"x"}', 'noise'],
])('%s looks like: %s', (text, looksLike) => expect(scan(text).looksLike).toBe(looksLike))

test('the pieces in which bytes arrive make no difference', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.oneof(fc.string({ maxLength: 20 }), fc.integer()), fc.nat(20), (value, id, size) => {
      const bytes = new TextEncoder().encode(JSON.stringify({ before: value, id, after: value }))
      const scanner = new IdScanner()
      for (let at = 0; at < bytes.length; at += size + 1) scanner.feed(bytes.subarray(at, at + size + 1))
      expect(scanner.id).toBe(id)
    }),
    { numRuns: 1_000 },
  )
})
