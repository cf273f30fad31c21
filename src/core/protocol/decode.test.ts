import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode } from './decode.ts'
import { parseStrict } from './strict-json.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const faultOf = (text: string): string => {
  const decoded = decode(bytes(text))
  return decoded.kind === 'fault' ? decoded.fault : decoded.kind
}

/** A message of so many objects, lists and members: five of them are its own. */
const lists = (parts: number): string =>
  `{"jsonrpc":"2.0","id":1,"result":[${Array.from({ length: parts - 5 }, () => '[]').join(',')}]}`

test.each([
  ['as many parts as may be', lists(500_000)],
  ['any number of brackets in a text', `{"jsonrpc":"2.0","id":1,"result":"${'{[:\\"'.repeat(600_000)}"}`],
  ['any number of numbers in a list', `{"jsonrpc":"2.0","id":1,"result":[0${',0'.repeat(1_000_000)}]}`],
])('%s are read', (_, text) => expect(faultOf(text)).toBe('messages'))

describe('one message', () => {
  test.each([
    ['{"jsonrpc":"2.0","id":1,"method":"a"}', 'request'],
    ['{"jsonrpc":"2.0","id":"x","method":"a","params":{}}', 'request'],
    ['{"jsonrpc":"2.0","method":"a"}', 'notification'],
    ['{"jsonrpc":"2.0","id":0,"result":null}', 'answer'],
    ['{"jsonrpc":"2.0","id":0,"error":{"code":1,"message":""}}', 'error'],
    ['{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":""}}', 'error'],
    ['{"jsonrpc":"2.0","error":{"code":1,"message":""}}', 'error'],
    ['{"jsonrpc":"2.0","id":1,"method":"a","extra":{"kept":true}}', 'request'],
    ['{"jsonrpc":"2.0","id":1,"method":"a","params":{"x":"\\": {\\"id\\":1"}}', 'request'],
    // What a tool takes and tells is its own.
    [
      '{"jsonrpc":"2.0","id":1,"method":"a","params":{"arguments":{"Uri":1,"uri":2,"\u017f":3,"a\\u0000":4}}}',
      'request',
    ],
    [
      '{"jsonrpc":"2.0","id":1,"result":{"structuredContent":{"Content":1,"content":2},"_meta":{"A":1,"a":2}}}',
      'answer',
    ],
    [
      '{"jsonrpc":"2.0","id":1,"result":{"Status":"done","inputRequests":{"A":{"method":"a"},"a":{"method":"a"}}}}',
      'answer',
    ],
  ])('%s is a %s', (text, kind) => {
    const decoded = decode(bytes(text))
    expect(decoded.kind === 'messages' && decoded.messages[0]?.kind).toBe(kind)
  })

  test('keeps its very bytes', () => {
    const raw = bytes('  {"jsonrpc":"2.0","id":1,"method":"a","params":{"n":1.0}}\r')
    const decoded = decode(raw)
    expect(decoded.kind === 'messages' && decoded.messages[0]?.raw).toBe(raw)
  })
})

test.each([
  ['', 'blank'],
  [' \t\r', 'blank'],
  ['noise', 'not-json'],
  ['{"jsonrpc":"2.0","id":1,"method":"a","params":{"x":[\r{"jsonrpc":"2.0","id":2,"method":"b"}\r]}}', 'line-break'],
  ['[\r{"jsonrpc":"2.0","id":2,"method":"b"}\r]', 'line-break'],
  ['{"jsonrpc":"2.0","id":1,"method":"a"}\r\n\r', 'messages'],
  ['{"jsonrpc":"2.0"', 'not-json'],
  ['\uFEFF{"jsonrpc":"2.0","method":"a"}', 'not-json'],
  ['1', 'not-jsonrpc'],
  ['null', 'not-jsonrpc'],
  ['{"id":1,"method":"a"}', 'not-jsonrpc'],
  ['{"jsonrpc":"1.0","id":1,"method":"a"}', 'not-jsonrpc'],
  ['{"jsonrpc":"2.0","id":1}', 'not-jsonrpc'],
  ['{"jsonrpc":"2.0","id":null,"method":"a"}', 'not-jsonrpc'],
  ['{"jsonrpc":"2.0","id":true,"method":"a"}', 'not-jsonrpc'],
  ['{"jsonrpc":"2.0","id":1.5,"method":"a"}', 'not-jsonrpc'],
  ['{"jsonrpc":"2.0","id":9007199254740993,"method":"a"}', 'not-jsonrpc'],
  ['{"jsonrpc":"2.0","id":1e400,"method":"a"}', 'not-jsonrpc'],
  ['{"jsonrpc":"2.0","id":1,"method":""}', 'not-jsonrpc'],
  ['{"jsonrpc":"2.0","id":1,"method":"a","params":[1]}', 'not-jsonrpc'],
  ['{"jsonrpc":"2.0","id":1,"result":{},"error":{}}', 'not-jsonrpc'],
  ['{"jsonrpc":"2.0","id":1,"result":{},"params":{}}', 'not-jsonrpc'],
  ['{"jsonrpc":"2.0","id":1,"method":"a","method":"b"}', 'duplicate-key'],
  ['{"jsonrpc":"2.0","id":1,"method":"a","\\u006dethod":"b"}', 'duplicate-key'],
  ['{"jsonrpc":"2.0","id":1,"result":{"deep":[{"x":1,"y":{"z":1,"z":2}}]}}', 'duplicate-key'],
  ['{"jsonrpc":"2.0","id":1,"method":"a","METHOD":"b"}', 'ambiguous-key'],
  ['{"jsonrpc":"2.0","id":1,"method":"a","params":{"name":"a","NAME":"b"}}', 'ambiguous-key'],
  ['{"jsonrpc":"2.0","id":1,"method":"a","params":{},"param\u017f":{}}', 'ambiguous-key'],
  ['{"jsonrpc":"2.0","id":1,"method":"a","params":{},"params\\u0000":{}}', 'ambiguous-key'],
  ['{"jsonrpc":"2.0","id":1,"method":"a","params":{"Arguments":{}}}', 'ambiguous-key'],
  ['{"jsonrpc":"2.0","id":1,"method":"a","params":{"\u212aey":1,"key":2}}', 'ambiguous-key'],
  ['{"jsonrpc":"2.0","id":1,"method":"a","params":{"ref":{"type":"ref/prompt","Name":"b"}}}', 'ambiguous-key'],
  ['{"jsonrpc":"2.0","id":1,"result":{"tools":[],"Tools":[]}}', 'ambiguous-key'],
  ['{"jsonrpc":"2.0","id":1,"result":{"Instructions":"b"}}', 'ambiguous-key'],
  ['{"jsonrpc":"2.0","id":1,"result":{"inputReque\u017ft\u017f":{}}}', 'ambiguous-key'],
  ['{"jsonrpc":"2.0","id":1,"result":{"inputRequests":{"a":{"method":"b","Params":{}}}}}', 'ambiguous-key'],
  ['{"jsonrpc":"2.0","id":1,"result":{"inputRequests":{"a":{"method":"b","params":{"Mode":"url"}}}}}', 'ambiguous-key'],
  ['{"jsonrpc":"2.0","id":1,"result":{"task":{"InputRequests":{}}}}', 'ambiguous-key'],
  ['{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"a","Data":"b"}}', 'ambiguous-key'],
  ['{"jsonrpc":"2.0","id":1,"result":{"__proto__":1}}', 'ambiguous-key'],
  ['{"jsonrpc":"2.0","id":1,"result":"\\udc00"}', 'lone-surrogate'],
  ['{"jsonrpc":"2.0","id":1,"result":{"\\ud800":1}}', 'lone-surrogate'],
  [`{"jsonrpc":"2.0","id":1,"result":${'['.repeat(200)}${']'.repeat(200)}}`, 'too-deep'],
  [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'too-deep'],
  [lists(500_001), 'too-many-parts'],
  [`[${Array.from({ length: 250_001 }, (_, n) => `{"${n}":0}`).join(',')}]`, 'too-many-parts'],
  ['[]', 'batch-size'],
  [`[${Array.from({ length: 65 }, () => '{"jsonrpc":"2.0","method":"a"}').join(',')}]`, 'batch-size'],
  ['[1]', 'not-jsonrpc'],
])('%.60s is refused as %s', (text, fault) => expect(faultOf(text)).toBe(fault))

test('bytes that are no UTF-8 are refused', () => {
  expect(decode(Uint8Array.of(0x22, 0xc3, 0x28, 0x22))).toEqual({ kind: 'fault', fault: 'not-utf8' })
})

test('a batch keeps the source of each part', () => {
  const decoded = decode(
    bytes(
      '[ {"jsonrpc":"2.0","id":1,"method":"a","params":{"n":1.0,"s":"],["}} ,{"jsonrpc":"2.0","id":2,"result":[1,[2]]}]',
    ),
  )
  expect(decoded.kind === 'messages' && decoded.messages.map(({ text }) => text)).toEqual([
    '{"jsonrpc":"2.0","id":1,"method":"a","params":{"n":1.0,"s":"],["}}',
    '{"jsonrpc":"2.0","id":2,"result":[1,[2]]}',
  ])
})

describe('whatever comes', () => {
  test('any bytes give an answer and no exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (raw) => void decode(raw)),
      { numRuns: 2_000 },
    )
  })

  test('any JSON object without twins, as JSON.stringify writes it, is accepted', () => {
    const clean = fc.jsonValue({ maxDepth: 5 }).filter((value) => !JSON.stringify(value).includes('__proto__'))
    fc.assert(
      fc.property(clean, (value) => {
        const text = JSON.stringify(value)
        if (/\\ud[89a-f]/i.test(text)) return
        expect(parseStrict(text)).toEqual({ ok: true, value: JSON.parse(text) })
      }),
      { numRuns: 2_000 },
    )
  })

  test('a doubled key is found wherever it stands', () => {
    const key = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 5 })
      .filter((text) => text !== '__proto__' && text.isWellFormed())
    fc.assert(
      fc.property(key, fc.jsonValue({ maxDepth: 2 }), fc.nat(5), (name, value, depth) => {
        const twin = `{${JSON.stringify(name)}:1,"other key":${JSON.stringify(value)},${JSON.stringify(name)}:2}`
        const text = '['.repeat(depth) + twin + ']'.repeat(depth)
        expect(parseStrict(text).ok).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })

  test('mutated messages never decode to something that JSON.parse reads otherwise', () => {
    const seed =
      '{"jsonrpc":"2.0","id":"q","method":"tools/call","params":{"name":"a","arguments":{"x":[1,2,{"y":"\\u00e9"}]}}}'
    fc.assert(
      fc.property(fc.nat(seed.length - 1), fc.string({ minLength: 1, maxLength: 3 }), (at, text) => {
        const mutated = seed.slice(0, at) + text + seed.slice(at + 1)
        const decoded = decode(bytes(mutated))
        if (decoded.kind === 'messages') expect(JSON.parse(mutated)).toHaveProperty('jsonrpc', '2.0')
      }),
      { numRuns: 3_000 },
    )
  })
})
