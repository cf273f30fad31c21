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

const MEMBER = /^[a-z0-9][a-z0-9_\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{1,256}$/
const MOST_MEMBERS = 32
const MAX_STATE_CHARS = 512

/** What tracers on the way noted for themselves (section 3.3); what is malformed or too long is left out as a whole. */
export const isTraceState = (text: string | undefined): text is string => {
  if (text === undefined || text.length > MAX_STATE_CHARS) return false
  const members = text.split(',').map((one) => one.trim())
  return members.length <= MOST_MEMBERS && members.every((one) => MEMBER.test(one))
}
