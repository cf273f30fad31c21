// A trace is put where it belongs, and no other byte changes.
import { expect, test } from 'vitest'
import { withTrace } from './traced.ts'

test.each<[string, string, string]>([
  [
    'one that was there',
    '{"id":1,"params":{"_meta":{"traceparent":"old","a":1}}}',
    '{"id":1,"params":{"_meta":{"traceparent":"new","a":1}}}',
  ],
  ['beside others', '{"params": {"_meta" :{ "a":1.0 }}}', '{"params": {"_meta" :{"traceparent":"new", "a":1.0 }}}'],
  ['without others', '{"params":{"_meta":{}}}', '{"params":{"_meta":{"traceparent":"new"}}}'],
  ['without `_meta`', '{"params":{"x":[1]}}', '{"params":{"_meta":{"traceparent":"new"},"x":[1]}}'],
  ['without params', '{"method":"ping"}', '{"params":{"_meta":{"traceparent":"new"}},"method":"ping"}'],
  ['where params are a list', '{"params":[1]}', '{"params":[1]}'],
  ['where `_meta` is none', '{"params":{"_meta":"x"}}', '{"params":{"_meta":"x"}}'],
])('%s', (_, text, put) => expect(withTrace(text, 'new')).toBe(put))
