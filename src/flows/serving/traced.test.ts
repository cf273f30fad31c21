// A trace is put where it belongs, and no other byte changes.
import { expect, test } from 'vitest'
import type { Request } from '../../core/model/message.ts'
import { traced, withMeta } from './traced.ts'

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
])('%s', (_, text, put) => expect(withMeta(text, 'traceparent', 'new')).toBe(put))

const PARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`

const metaOf = (
  headers: Record<string, string>,
  meta: Record<string, string> = {},
  doubled: readonly string[] = [],
) => {
  const text = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping', params: { _meta: meta } })
  const request = { kind: 'request', id: 1, method: 'ping', params: { _meta: meta }, text } as unknown as Request
  return JSON.parse(traced(request, { headers, doubled, reply: null as never }, null).text).params._meta
}

test.each<[string, Parameters<typeof metaOf>, object]>([
  [
    'goes on beside the trace of its header',
    [{ traceparent: PARENT, tracestate: 'a=1, b@c=2' }],
    { traceparent: PARENT, tracestate: 'a=1, b@c=2' },
  ],
  ['is nothing without that', [{ tracestate: 'a=1' }], {}],
  [
    'does not go with the trace of the body',
    [{ traceparent: PARENT, tracestate: 'a=1' }, { traceparent: PARENT.replace('b', 'c') }],
    { traceparent: PARENT.replace('b', 'c') },
  ],
  ['that is malformed is left out', [{ traceparent: PARENT, tracestate: 'A b' }], { traceparent: PARENT }],
  [
    'that is too long is left out',
    [{ traceparent: PARENT, tracestate: `a=${'x,a='.repeat(200)}x` }],
    { traceparent: PARENT },
  ],
  [
    'that stands twice is left out',
    [{ traceparent: PARENT, tracestate: 'a=1' }, {}, ['tracestate']],
    { traceparent: PARENT },
  ],
])('what tracers noted %s', (_, args, meta) => expect(metaOf(...args)).toEqual(meta))
