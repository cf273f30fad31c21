// A request that says to which trace it belongs, as it goes on to the guard and its server.
import { isObject } from '../../core/model/json.ts'
import type { Request } from '../../core/model/message.ts'
import { valueAt, withMembers, withValueAt } from '../../core/protocol/member.ts'
import { isTraceState, readTrace, traceparentOf } from '../../core/telemetry/trace.ts'
import type { HttpAsked } from '../../io/transport/http/listener.ts'
import type { Tracing } from './tracing.ts'

/** The same request, whose text says to which trace it belongs. Where nobody traces, only headers are passed on. */
export function traced(
  request: Request,
  asked: Pick<HttpAsked, 'headers' | 'doubled' | 'reply'>,
  tracing: Tracing | null,
): Request {
  const { headers, doubled } = asked
  const header = readTrace(headers['traceparent'])
  if (tracing === null && header === null) return request
  const inBody = readTrace(saidIn(request))
  // What is in the message was meant for whoever reads it; a header may be of a proxy on the way.
  const trace = tracing === null ? (inBody ?? header!) : tracing.begin(asked, request, inBody ?? header)
  const text = withMeta(request.text, 'traceparent', traceparentOf(trace))
  // It belongs to the header beside it, and to no other (W3C Trace Context section 3.3.1).
  const state =
    inBody === null && header !== null && !doubled.includes('tracestate') ? headers['tracestate'] : undefined
  return { ...request, text: isTraceState(state) ? withMeta(text, 'tracestate', state) : text }
}

function saidIn({ params: { _meta: meta } }: Request): string | null {
  const said = meta !== undefined && isObject(meta) ? meta.traceparent : undefined
  return typeof said === 'string' ? said : null
}

/** For text that was read strictly. */
export function withMeta(text: string, name: 'traceparent' | 'tracestate', said: string): string {
  const value = JSON.stringify(said)
  const path = ['params', '_meta', name]
  if (valueAt(text, path) >= 0) return withValueAt(text, path, value)
  const member = `"${name}":${value}`
  for (const [above, put] of [
    [['params', '_meta'], member],
    [['params'], `"_meta":{${member}}`],
    [[], `"params":{"_meta":{${member}}}`],
  ] as const) {
    const at = valueAt(text, above)
    if (at >= 0) return text[at] === '{' ? withMembers(text, at, put) : text
  }
  return text
}
