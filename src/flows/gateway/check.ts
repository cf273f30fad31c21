// Compares what the server lists with the pin before any call reaches it, and again whenever it says that a list changed.
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { isObject, type Json, type JsonObject } from '../../core/model/json.ts'
import type { Message } from '../../core/model/message.ts'
import { encodeRequest } from '../../core/protocol/encode.ts'
import { methodOf } from '../../core/protocol/era.ts'
import { RPC } from '../../core/protocol/fault.ts'
import { EVERY_CAPABILITY, modernMeta } from '../../core/protocol/modern/meta.ts'
import { sha256 } from '../../io/file/sha256.ts'
import { openingOf, takeCatalogue, type Call } from './catalogue.ts'
import type { Exchange } from './exchanges.ts'
import { offerOf, type Live } from './live.ts'

/** Requests that reach the server's code or show its offer wait until the comparison is done. */
export function mustWait(message: Message, live: Live): boolean {
  if (message.kind !== 'request' || live.spoken === null || live.held.length >= bound('waiting-calls')) return false
  if (live.spoken.revision === '') return isOpening(live) && message.method !== 'ping'
  if (live.check.state === 'done' || live.check.state === 'failed') return false
  const entry = methodOf(message, 'upstream', live.spoken)
  return typeof entry !== 'string' && entry.early !== true
}

/** A hasty client asks on before its opening is answered: what it asks waits for that answer. */
const isOpening = (live: Live): boolean =>
  live.exchanges.pending('upstream').some(({ method }) => method === 'initialize')

/** Starts a comparison unless one is under way; returns at once. Waiting calls are released by its end, whatever it is. */
export function checkCatalogue(live: Live): void {
  if (live.check.state !== 'idle' || live.spoken === null || live.spoken.revision === '') return
  live.check.state = 'running'
  void compare(live).then(
    () => (live.check.state === 'stale' ? again(live) : finish(live, 'done')),
    (cause: unknown) => fail(live, cause),
  )
}

async function compare(live: Live): Promise<void> {
  const call = callServer(live)
  const opening = live.opening ?? openingOf('modern', await call('server/discover', {}))
  const found = await takeCatalogue(opening, call)
  const drift = offerOf(live)!.settle(found)
  const { server, session } = live
  live.record({
    type: 'catalogue',
    server,
    session,
    drift: drift.kind,
    changed: drift.changes.map(({ place, what }) => `${what} ${place}`),
  })
  live.onCatalogue(found, drift)
}

function finish(live: Live, state: 'done' | 'failed'): void {
  live.check.state = state
  live.release()
}

function again(live: Live): void {
  live.check.state = 'idle'
  checkCatalogue(live)
}

function fail(live: Live, cause: unknown): void {
  const detail = cause instanceof Failure ? cause.message : 'the catalogue could not be taken'
  const { server, session } = live
  live.fault({
    type: 'fault',
    server,
    session,
    direction: 'downstream',
    code: 'catalogue-unanswered',
    detail,
    bytes: 0,
  })
  live.onUnanswered(detail)
  finish(live, 'failed')
}

/** Calls with ids of our own, which no client can guess, past the client's own traffic. */
export function callServer(live: Live): Call {
  return (method, params) => {
    const { promise, resolve, reject } = Promise.withResolvers<Json>()
    const id = live.ownId()
    const timer = setTimeout(() => reject(silent(method)), bound('catalogue-wait-ms'))
    const ask = async (): Promise<void> => {
      const opened = live.exchanges.open({
        direction: 'upstream',
        id,
        method,
        target: '',
        capabilities: {},
        since: live.now(),
        own: true,
      })
      if (typeof opened === 'string') return reject(new Error(opened))
      live.own.set(opened.key, { resolve, reject: (cause) => reject(asFailure(method, cause)) })
      const raw = encodeRequest(id, method, withMeta(params, live))
      recordOwn(opened, raw, live)
      await live.to.upstream.send(raw)
    }
    live.lines.upstream.run(ask).catch(reject)
    return promise.finally(() => clearTimeout(timer))
  }
}

function recordOwn({ key, method }: Exchange, raw: Uint8Array, live: Live): void {
  live.record({
    type: 'message',
    server: live.server,
    session: live.session,
    direction: 'upstream',
    kind: 'request',
    method,
    target: '',
    exchange: key,
    decision: 'allow',
    reasons: ['own'],
    bytes: raw.length,
    digest: sha256(raw),
    body: new TextDecoder().decode(raw),
  })
}

const withMeta = (params: JsonObject, live: Live): JsonObject =>
  live.spoken?.era === 'modern' ? { ...params, _meta: modernMeta(EVERY_CAPABILITY) } : params

const silent = (method: string): Failure => new Failure('server-silent', `The server did not answer ${method} in time`)

export function asFailure(method: string, cause: unknown): unknown {
  if (cause instanceof Error) return cause
  const code = isObject(cause as Json) ? (cause as JsonObject).code : undefined
  return code === RPC.methodNotFound
    ? new Failure('method-missing', `The server does not have ${method}`)
    : new Failure('catalogue-unusable', `The server answered ${method} with an error`)
}
