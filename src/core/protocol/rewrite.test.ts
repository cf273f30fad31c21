import { expect, test } from 'vitest'
import { rewrite } from './rewrite.ts'

const shout = (text: string): string | undefined => (text === 'a' || text === '1.0' ? 'X' : undefined)

test.each([
  ['texts', '{"result":{"t":"a","l":["a","b"]}}', '{"result":{"t":"X","l":["X","b"]}}'],
  ['names of members', '{"result":{"a":1}}', '{"result":{"X":1}}'],
  ['numbers by how they were written', '{"result":{"n":1.0,"m":1}}', '{"result":{"n":"X","m":1}}'],
  ['and nothing beside the part', '{"id":"a","result":{"t":"b"},"x":"a"}', '{"id":"a","result":{"t":"b"},"x":"a"}'],
  [
    'and no other number',
    '{"result":[12345678901234567890,1e400,-0.10]}',
    '{"result":[12345678901234567890,1e400,-0.10]}',
  ],
  ['a result that is a text', '{"result":"a"}', '{"result":"X"}'],
  ['a part that is not there', '{"error":"a"}', '{"error":"a"}'],
])('it changes %s', (_, text, changed) => {
  expect(rewrite(text, ['result'], shout)).toBe(changed)
})

test('a deeper part', () => {
  const text = '{"params":{"name":"a","arguments":{"t":"a"}}}'
  expect(rewrite(text, ['params', 'arguments'], shout)).toBe('{"params":{"name":"a","arguments":{"t":"X"}}}')
})
