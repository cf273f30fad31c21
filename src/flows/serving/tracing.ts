// Traces of what is served: one span for a request, from its head to the end of its answer, and below it one for each stage of the
// guard and one for what the server took. The trace comes by the header or in `_meta`, and goes on to the server in `_meta`. Never
// what anybody says: only names of approved things, sizes and decisions. Names as in the conventions of OpenTelemetry for MCP.
import { randomBytes } from 'node:crypto'
import { bound } from '../../core/model/bounds.ts'
import type { Request } from '../../core/model/message.ts'
import type { Span } from '../../core/telemetry/otlp.ts'
import { readTrace, type Trace } from '../../core/telemetry/trace.ts'
import type { Collector } from '../../io/telemetry/collector.ts'
import type { HttpAsked } from '../../io/transport/http/listener.ts'
import type { Sighting } from '../gateway/stages.ts'
import { methodWord, nameOf } from './counted.ts'

/** What is known of a request by the span that it carries on. */
type UnderWay = {
  readonly requestId: string
  /** What it is about, once that was allowed. */
  target: Target
  /** Null: nothing failed. */
  failure: string | null
  /** A request that asks again carries the same span. */
  isAnswered: boolean
}

export class Tracing {
  readonly #collector: Pick<Collector, 'offer'>
  readonly #underWay = new Map<string, UnderWay>()

  constructor(collector: Pick<Collector, 'offer'>) {
    this.#collector = collector
  }

  /** Begins the span of a request; what it calls is below it. */
  begin({ reply }: Pick<HttpAsked, 'reply'>, { method }: Request, given: Trace | null): Trace {
    if (given?.isSampled === false) return given
    const [traceId, requestId] = [given?.traceId ?? hex(16), hex(8)]
    // Spans of a server are below the one of what we asked of it.
    const spanId = TO_ONE_SERVER.has(method) ? hex(8) : requestId
    const underWay: UnderWay = { requestId, target: NOTHING, failure: null, isAnswered: spanId === requestId }
    this.#remember(spanId, underWay)
    const from = wall(performance.now())
    reply.onClose = (status) => {
      const { target, failure } = underWay
      const isBroken = status >= 500
      this.#collector.offer({
        ...{ traceId, spanId: requestId, parentId: given?.spanId ?? null },
        ...{ name: titleOf(method, target), kind: 'server', from, to: wall(performance.now()) },
        attributes: {
          ...{ 'mcp.method.name': methodWord(method), 'http.response.status_code': status, ...target.attributes },
          ...failing(failure ?? (isBroken ? String(status) : null)),
        },
        isError: failure !== null || isBroken,
      })
    }
    return { traceId, spanId, isSampled: true }
  }

  see({ server, direction, kind, method, target: name, decision, bytes, timed, trace: text, failure }: Sighting): void {
    const trace = readTrace(text)
    if (trace?.isSampled !== true) return
    const underWay = this.#underWay.get(trace.spanId)
    const target = server.startsWith('once:') ? NOTHING : targetOf(method, name)
    const failed = decision.effect === 'deny' ? (decision.reasons[0] ?? OTHER) : failure
    if (underWay !== undefined && isOfRequest(kind, direction)) {
      if (target !== NOTHING) underWay.target = target
      if (failed === null || !FAULTS_OF_CALLERS.has(failed)) underWay.failure ??= failed
    }
    const about = {
      'sallyport.server': nameOf(server),
      'sallyport.direction': direction,
      'mcp.message.kind': kind,
      'mcp.method.name': methodWord(method),
      ...target.attributes,
    }
    const judged = { 'sallyport.decision': decision.effect, 'sallyport.reason': decision.reasons[0] ?? '' }
    for (const [stage, from, to] of timed) {
      const isUpstream = stage === 'upstream'
      const isCarried = isUpstream && underWay?.isAnswered === false
      if (isCarried) underWay.isAnswered = true
      const why = isUpstream ? failure : stage === 'decide' && decision.effect === 'deny' ? failed : null
      this.#collector.offer({
        ...{ traceId: trace.traceId, spanId: isCarried ? trace.spanId : hex(8) },
        ...{ parentId: underWay?.requestId ?? trace.spanId, from: wall(from), to: wall(to) },
        ...(isUpstream
          ? { name: titleOf(method, target), kind: 'client' }
          : { name: `sallyport.${stage}`, kind: 'internal' }),
        attributes: {
          ...about,
          ...(stage === 'decode' && { 'sallyport.bytes': bytes }),
          ...(stage === 'decide' && judged),
          ...failing(why),
        },
        isError: why !== null,
      })
    }
  }

  /** Answers may come when their client has gone; what is never answered is forgotten in time. */
  #remember(spanId: string, underWay: UnderWay): void {
    this.#underWay.set(spanId, underWay)
    if (this.#underWay.size <= bound('span-queue')) return
    for (const [oldest] of this.#underWay) return void this.#underWay.delete(oldest)
  }
}

type Attributes = Span['attributes']

/** What the endpoint of all servers asks of one of them alone. */
const TO_ONE_SERVER: ReadonlySet<string> = new Set(['tools/call', 'prompts/get', 'resources/read'])

const isOfRequest = (kind: Sighting['kind'], direction: Sighting['direction']): boolean =>
  direction === 'upstream' ? kind === 'request' : kind === 'answer' || kind === 'error'

const OTHER = '_OTHER'
const failing = (why: string | null): Attributes =>
  why === null ? {} : { 'error.type': why, ...(why.startsWith('-') && { 'rpc.response.status_code': why }) }

/** Errors of JSON-RPC by which whoever is asked has not failed. */
const FAULTS_OF_CALLERS: ReadonlySet<string> = new Set(['-32700', '-32600', '-32601', '-32602'])

type Target = { readonly name: string; readonly attributes: Attributes }
const NOTHING: Target = { name: '', attributes: {} }

/** What else a request is about, such as the address of a resource, can hold what nobody approved. */
function targetOf(method: string, name: string): Target {
  if (name === '') return NOTHING
  if (method === 'prompts/get') return { name, attributes: { 'gen_ai.prompt.name': name } }
  if (method !== 'tools/call') return NOTHING
  return { name, attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name } }
}

const titleOf = (method: string, { name }: Target): string =>
  name === '' ? methodWord(method) : `${methodWord(method)} ${name}`

const hex = (bytes: number): string => randomBytes(bytes).toString('hex')

const wall = (at: number): number => performance.timeOrigin + at
