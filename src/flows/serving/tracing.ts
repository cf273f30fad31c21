// Traces of what is served: one span for a request, from its head to the end of its answer, and below it one for each stage of the
// guard. The trace comes by the header or in `_meta`, and goes on to the server in `_meta`. Never what anybody says: only names of
// approved things, sizes and decisions.
import { randomBytes } from 'node:crypto'
import { isObject } from '../../core/model/json.ts'
import type { Request } from '../../core/model/message.ts'
import { valueAt, withMembers, withValueAt } from '../../core/protocol/member.ts'
import type { Span } from '../../core/telemetry/otlp.ts'
import { readTrace, type Trace, traceparentOf } from '../../core/telemetry/trace.ts'
import type { Collector } from '../../io/telemetry/collector.ts'
import type { HttpAsked } from '../../io/transport/http/listener.ts'
import type { Sighting } from '../gateway/stages.ts'
import { methodWord, nameOf } from './counted.ts'

export class Tracing {
  readonly #collector: Pick<Collector, 'offer'>

  constructor(collector: Pick<Collector, 'offer'>) {
    this.#collector = collector
  }

  /** Begins the span of a request; what it calls is below it. */
  begin({ reply }: HttpAsked, { method }: Request, given: Trace | null): Trace {
    if (given?.isSampled === false) return given
    const trace = { traceId: given?.traceId ?? hex(16), spanId: hex(8), isSampled: true }
    const from = wall(performance.now())
    reply.onClose = (status) =>
      this.#collector.offer({
        ...{ traceId: trace.traceId, spanId: trace.spanId, parentId: given?.spanId ?? null },
        ...{ name: methodWord(method), kind: 'server', from, to: wall(performance.now()) },
        attributes: { 'mcp.method.name': methodWord(method), 'http.response.status_code': status },
        isError: status >= 500,
      })
    return trace
  }

  see({ server, direction, kind, method, target, decision, bytes, timed, trace: text }: Sighting): void {
    const trace = readTrace(text)
    if (trace?.isSampled !== true) return
    const isOurs = SHOWN_TARGETS.has(method) && !server.startsWith('once:')
    const about = {
      'sallyport.server': nameOf(server),
      'sallyport.direction': direction,
      'mcp.message.kind': kind,
      'mcp.method.name': methodWord(method),
      ...(isOurs && target !== '' && { 'gen_ai.tool.name': target }),
    }
    const judged = { 'sallyport.decision': decision.effect, 'sallyport.reason': decision.reasons[0] ?? '' }
    for (const [stage, from, to] of timed) {
      const span: Span = {
        ...{ traceId: trace.traceId, spanId: hex(8), parentId: trace.spanId, name: `sallyport.${stage}` },
        ...{ kind: stage === 'upstream' ? 'client' : 'internal', from: wall(from), to: wall(to) },
        attributes: {
          ...about,
          ...(stage === 'decode' && { 'sallyport.bytes': bytes }),
          ...(stage === 'decide' && judged),
        },
        isError: stage === 'decide' && decision.effect === 'deny',
      }
      this.#collector.offer(span)
    }
  }
}

/** What else a request is about, such as the address of a resource, can hold what nobody approved. */
const SHOWN_TARGETS: ReadonlySet<string> = new Set(['tools/call', 'prompts/get'])

const hex = (bytes: number): string => randomBytes(bytes).toString('hex')

const wall = (at: number): number => performance.timeOrigin + at

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
