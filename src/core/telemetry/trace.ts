// To which trace a request belongs (W3C Trace Context), and how a message of MCP says so: in its `_meta` (MCP 2026-07-28).

export type Trace = {
  readonly traceId: string
  /** The span that asked. */
  readonly spanId: string
  readonly isSampled: boolean
}

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** Null: it is none, and the trace begins here (section 4.3). */
export function readTrace(text: string | null | undefined): Trace | null {
  const [, version, traceId, spanId, flags, more] = FORM.exec(text ?? '') ?? []
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return null
  if (/^0+$/.test(traceId!) || /^0+$/.test(spanId!) || text!.length > MAX_CHARS) return null
  return { traceId: traceId!, spanId: spanId!, isSampled: (Number.parseInt(flags!, 16) & 1) === 1 }
}

const MAX_CHARS = 256

export const traceparentOf = ({ traceId, spanId, isSampled }: Trace): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`
