import fc from 'fast-check'
import { expect, test } from 'vitest'
import { replaced, spanOf } from './span.ts'

test.each<[string, string[], string | null]>([
  ['{"id":1}', ['id'], '1'],
  ['{"a":{"id":2},"id" : "x" }', ['id'], '"x"'],
  ['{"\\u0069d":7,"b":1}', ['id'], '7'],
  ['{"a":"\\"id\\":9","id":[1,{"id":2}]}', ['id'], '[1,{"id":2}]'],
  ['\n{ "params" : {"_meta":{"progressToken":1.0 }}}', ['params', '_meta', 'progressToken'], '1.0'],
  ['{"params":[],"id":null}', ['params', '_meta'], null],
  ['{"params":{}}', ['params', '_meta'], null],
  ['{}', ['id'], null],
])('in %j the value at %j is %j', (text, path, value) => {
  const span = spanOf(text, path)
  expect(span === null ? null : text.slice(...span)).toBe(value)
})

test('what is replaced is that one value and nothing else', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), fc.nat(4), (object, key, indent) => {
      const whole = { ...object, [key]: 'old' }
      const text = JSON.stringify(whole, null, indent)
      const span = spanOf(text, [key])!
      expect(JSON.parse(replaced(text, span, '["new"]'))).toEqual({ ...whole, [key]: ['new'] })
    }),
  )
})
