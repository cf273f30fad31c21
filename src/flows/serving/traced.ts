// A request that says to which trace it belongs, as it goes on to the guard and its server.
import { isObject } from '../../core/model/json.ts'
import type { Request } from '../../core/model/message.ts'
import { valueAt, withMembers, withValueAt } from '../../core/protocol/member.ts'
import { readTrace, traceparentOf } from '../../core/telemetry/trace.ts'
import type { HttpAsked } from '../../io/transport/http/listener.ts'
import type { Tracing } from './tracing.ts'

/** The same request, whose text says to which trace it belongs. Where nobody traces, only a header is passed on. */
export function traced(request: Request, asked: HttpAsked, tracing: Tracing | null): Request {
  const header = readTrace(asked.headers['traceparent'])
  if (tracing === null && header === null) return request
  const inBody = readTrace(saidIn(request))
  // What is in the message was meant for whoever reads it; a header may be of a proxy on the way.
  const trace = tracing === null ? (inBody ?? header!) : tracing.begin(asked, request, inBody ?? header)
  return { ...request, text: withTrace(request.text, traceparentOf(trace)) }
}

function saidIn({ params: { _meta: meta } }: Request): string | null {
  const said = meta !== undefined && isObject(meta) ? meta.traceparent : undefined
  return typeof said === 'string' ? said : null
}

/** For text that was read strictly. */
export function withTrace(text: string, traceparent: string): string {
  const value = JSON.stringify(traceparent)
  if (valueAt(text, ['params', '_meta', 'traceparent']) >= 0)
    return withValueAt(text, ['params', '_meta', 'traceparent'], value)
  const member = `"traceparent":${value}`
  for (const [path, put] of [
    [['params', '_meta'], member],
    [['params'], `"_meta":{${member}}`],
    [[], `"params":{"_meta":{${member}}}`],
  ] as const) {
    const at = valueAt(text, path)
    if (at >= 0) return text[at] === '{' ? withMembers(text, at, put) : text
  }
  return text
}
