import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '../model/json.ts'
import { endOfValue, textAt, valueAt, withMembers, withValueAt } from './member.ts'

const valueOf = (text: string, ...path: string[]): string | null => {
  const at = valueAt(text, path)
  return at < 0 ? null : text.slice(at, endOfValue(text, at))
}

test.each<[string, string[], string | null]>([
  ['{"a":1}', ['a'], '1'],
  ['{"a":1}', ['b'], null],
  ['{"a":1}', ['a', 'b'], null],
  ['{}', ['a'], null],
  ['[{"a":1}]', ['a'], null],
  [' { "b" : [ "]" , {"a":2} ] , "a" : { "x" : "}" } } ', ['a'], '{ "x" : "}" }'],
  ['{"b":{"a":1},"a":2}', ['a'], '2'],
  [String.raw`{"q":"\\\"a\":","a":"\\"}`, ['a'], String.raw`"\\"`],
  [String.raw`{"\u0061":{"b":true}}`, ['a', 'b'], 'true'],
  ['{"a":-1.5e3,"b":null}', ['b'], 'null'],
])('%s holds at %s: %s', (text, path, found) => {
  expect(valueOf(text, ...path)).toBe(found)
})

test.each([
  ['{"a":{}}', '{"a":{"x":1}}'],
  ['{"a":{ }}', '{"a":{"x":1 }}'],
  ['{"a":{"b":2}}', '{"a":{"x":1,"b":2}}'],
  ['{"a": {\n"b":2}}', '{"a": {"x":1,\n"b":2}}'],
])('in %s a member is put so: %s', (text, put) => {
  expect(withMembers(text, valueAt(text, ['a']), '"x":1')).toBe(put)
})

test('whatever stands there, what is found is the value, and what is put is all that changes', () => {
  const object = fc.dictionary(
    fc.string().filter((key) => key !== '__proto__' && key !== 'new'),
    fc.jsonValue(),
  )
  fc.assert(
    fc.property(object, fc.nat(3), (value, spaces) => {
      const text = JSON.stringify(value, null, spaces)
      for (const [key, inner] of Object.entries(value)) {
        expect(JSON.parse(valueOf(text, key)!)).toEqual(JSON.parse(JSON.stringify(inner)))
      }
      const put = JSON.parse(withMembers(text, 0, '"new":[1]')) as JsonObject
      expect(put).toEqual({ ...(JSON.parse(text) as JsonObject), new: [1] })
    }),
  )
})

test.each<[string, string[], string | null]>([
  ['{"id":1}', ['id'], '1'],
  ['\n{ "params" : {"_meta":{"progressToken":1.0 }}}', ['params', '_meta', 'progressToken'], '1.0'],
  ['{"a":"\\"id\\":9","id":[1,{"id":2}]}', ['id'], '[1,{"id":2}]'],
  ['{"params":[],"id":null}', ['params', '_meta'], null],
])('in %j the value at %j is written %j', (text, path, written) => expect(textAt(text, path)).toBe(written))

test('what is replaced is that one value and nothing else', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), fc.nat(4), (object, key, indent) => {
      const whole = { ...object, [key]: 'old' }
      const text = JSON.stringify(whole, null, indent)
      const read = JSON.parse(text) as JsonObject
      expect(JSON.parse(withValueAt(text, [key], '["new"]'))).toEqual({ ...read, [key]: ['new'] })
    }),
  )
})
