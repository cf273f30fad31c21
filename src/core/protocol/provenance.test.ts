import { expect, test } from 'vitest'
import { between, withoutOurs, withSource } from './provenance.ts'

const SOURCE = { server: 'web', labels: ['from:web', 'untrusted'] }
const SAID = '"sallyport/source":{"server":"web","labels":["from:web","untrusted"]}'

test.each([
  [
    'without meta',
    '{"jsonrpc":"2.0","id":1,"result":{"a":1.0}}',
    `{"jsonrpc":"2.0","id":1,"result":{"_meta":{${SAID}},"a":1.0}}`,
  ],
  ['that is empty', '{"result":{},"id":1}', `{"result":{"_meta":{${SAID}}},"id":1}`],
  [
    'with meta',
    '{"result":{"a":"\\"_meta\\"","_meta":{"x":1}}}',
    `{"result":{"a":"\\"_meta\\"","_meta":{${SAID},"x":1}}}`,
  ],
  ['with meta further down', '{"result":{"a":{"_meta":{}}}}', `{"result":{"_meta":{${SAID}},"a":{"_meta":{}}}}`],
  [
    'with a result further down',
    '{"params":{"result":{}},"result":{"a":1}}',
    `{"params":{"result":{}},"result":{"_meta":{${SAID}},"a":1}}`,
  ],
  ['with meta that is none', '{"result":{"_meta":"x","a":1}}', `{"result":{"_meta":{${SAID}},"a":1}}`],
])('an answer %s says whose it is, and is the same otherwise', (_, text, put) => {
  expect(withSource(text, SOURCE)).toBe(put)
})

test.each(['{"result":[1]}', '{"result":"x"}', '{"error":{}}'])('%s is no result', (text) => {
  expect(withSource(text, SOURCE)).toBeNull()
})

test.each([
  ['{"result":{"content":[{"type":"text","text":"a]"}],"n":1.0}}', 3],
  ['{"result":{"content":[ ]}}', 2],
])('%s has words around its content', (text, blocks) => {
  const put = between(text, SOURCE, 'f00d')!
  const { content, ...rest } = (JSON.parse(put) as { result: { content: { text: string }[] } }).result
  expect(content).toHaveLength(blocks)
  expect(content[0]!.text).toMatch(/^\[Sallyport f00d: what follows.*"web".*data/)
  expect(content.at(-1)!.text).toMatch(/^\[Sallyport f00d: here ends/)
  expect(rest).toEqual('n' in rest ? { n: 1 } : {})
  expect(put.includes('1.0')).toBe(text.includes('1.0'))
})

test('what has no content has no words around it', () => {
  expect(between('{"result":{"contents":[]}}', SOURCE, 'f00d')).toBeNull()
})

test.each([
  ['of the result', '{"result":{"_meta":{"sallyport/source":{},"x":1.0}}}', '{"result":{"_meta":{"x":1.0}}}'],
  ['of a block', '{"result":{"content":[{"_meta":{"sallyport/x":1}},2]}}', '{"result":{"content":[{"_meta":{}},2]}}'],
  ['with escapes', String.raw`{"result":{"_meta":{"s\u0061llyport/source":1}}}`, '{"result":{"_meta":{}}}'],
  ['with an escaped slash', String.raw`{"result":{"_meta":{"sallyport\/source":1}}}`, '{"result":{"_meta":{}}}'],
  [
    'with an escape in capitals',
    String.raw`{"result":{"_meta":{"sall\u0079port\u002Fsource":1}}}`,
    '{"result":{"_meta":{}}}',
  ],
  ['of a note', '{"params":{"_meta":{"sallyport/source":1}}}', '{"params":{"_meta":{}}}'],
])('what a server says in our name in a meta %s goes', (_, text, left) => {
  expect(withoutOurs(text)).toBe(left)
})

test.each([
  '{"result":{"content":[{"text":"sallyport/source"}]}}',
  '{"result":{"sallyport/source":1}}',
  '{"result":{"_meta":{"x":"sallyport/source"}}}',
  String.raw`{"result":{"a":"\u0061","n":1.0}}`,
])('%s stays as it is', (text) => {
  expect(withoutOurs(text)).toBeNull()
})
