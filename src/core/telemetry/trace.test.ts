import { describe, expect, test } from 'vitest'
import { otlpOf, type Span } from './otlp.ts'
import { readTrace, traceparentOf } from './trace.ts'

const ID = 'a'.repeat(32)
const SPAN = 'b'.repeat(16)

test.each<[string, boolean]>([
  [`00-${ID}-${SPAN}-01`, true],
  [`00-${ID}-${SPAN}-00`, false],
  [`00-${ID}-${SPAN}-03`, true],
  [`cc-${ID}-${SPAN}-01-what-comes-later`, true],
])('%s', (text, isSampled) => {
  const trace = readTrace(text)
  expect(trace).toEqual({ traceId: ID, spanId: SPAN, isSampled })
  expect(traceparentOf(trace!)).toBe(`00-${ID}-${SPAN}-0${isSampled ? 1 : 0}`)
})

describe('none', () => {
  test.each<[string, string | undefined]>([
    ['nothing', undefined],
    ['an empty text', ''],
    ['capitals', `00-${ID.toUpperCase()}-${SPAN}-01`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span of zeros', `00-${ID}-${'0'.repeat(16)}-01`],
    ['the version that is none', `ff-${ID}-${SPAN}-01`],
    ['more than the version has', `00-${ID}-${SPAN}-01-more`],
    ['one that is too long', `cc-${ID}-${SPAN}-01-${'x'.repeat(256)}`],
    ['one with a line break', `00-${ID}-${SPAN}-01\n`],
  ])('%s', (_, text) => expect(readTrace(text)).toBeNull())
})

test('a span is written as a collector reads it', () => {
  const span: Span = {
    ...{
      traceId: ID,
      spanId: SPAN,
      parentId: null,
      name: 'tools/call',
      kind: 'server',
      from: 1_800_000_000_000.25,
      to: 0,
    },
    ...{ attributes: { text: 'a', whole: 7, part: 0.5, yes: true }, isError: true },
  }
  expect(otlpOf([span, { ...span, parentId: SPAN, isError: false }], '1.2.3', 'one of two')).toMatchObject({
    resourceSpans: [
      {
        resource: {
          attributes: [
            { key: 'service.name', value: { stringValue: 'sallyport' } },
            { key: 'service.version', value: { stringValue: '1.2.3' } },
            { key: 'service.instance.id', value: { stringValue: 'one of two' } },
          ],
        },
        scopeSpans: [
          {
            scope: { name: 'sallyport', version: '1.2.3' },
            spans: [
              {
                ...{ traceId: ID, spanId: SPAN, name: 'tools/call', kind: 2, status: { code: 2 } },
                ...{ startTimeUnixNano: '1800000000000250000', endTimeUnixNano: '1800000000000250000' },
                attributes: [
                  { key: 'text', value: { stringValue: 'a' } },
                  { key: 'whole', value: { intValue: '7' } },
                  { key: 'part', value: { doubleValue: 0.5 } },
                  { key: 'yes', value: { boolValue: true } },
                ],
              },
              { parentSpanId: SPAN },
            ],
          },
        ],
      },
    ],
  })
})
