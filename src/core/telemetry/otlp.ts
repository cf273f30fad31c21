// Spans as a collector takes them: OTLP over HTTP in JSON (opentelemetry-proto 1, trace service). Of our own, because the official
// packages take a third of a second to start.

export type Span = {
  readonly traceId: string
  readonly spanId: string
  /** Null: the trace begins with it. */
  readonly parentId: string | null
  readonly name: string
  readonly kind: 'internal' | 'server' | 'client'
  /** Milliseconds since 1970. */
  readonly from: number
  readonly to: number
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  readonly isError: boolean
}

const KINDS = { internal: 1, server: 2, client: 3 } as const
const ERROR = 2

/** `instance`: tells this process from others that send to the same collector. */
export const otlpOf = (spans: readonly Span[], version: string, instance: string): object => ({
  resourceSpans: [
    {
      resource: {
        attributes: attributesOf({
          'service.name': 'sallyport',
          'service.version': version,
          'service.instance.id': instance,
        }),
      },
      scopeSpans: [{ scope: { name: 'sallyport', version }, spans: spans.map(spanOf) }],
    },
  ],
})

const spanOf = ({ traceId, spanId, parentId, name, kind, from, to, attributes, isError }: Span): object => ({
  ...{ traceId, spanId, ...(parentId !== null && { parentSpanId: parentId }) },
  ...{ name, kind: KINDS[kind], startTimeUnixNano: nanos(from), endTimeUnixNano: nanos(Math.max(from, to)) },
  attributes: attributesOf(attributes),
  ...(isError && { status: { code: ERROR } }),
})

/** More digits than a number can hold: they travel as text. */
const nanos = (ms: number): string => `${Math.round(ms * 1_000)}000`

const attributesOf = (values: Span['attributes']): readonly object[] =>
  Object.entries(values).map(([key, value]) => ({ key, value: valueOf(value) }))

function valueOf(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}
