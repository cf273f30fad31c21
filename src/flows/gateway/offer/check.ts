// Compares what the server lists with the pin before any call reaches it, and again whenever it says that a list changed.
import { bound } from '../../../core/model/bounds.ts'
import type { Catalogue } from '../../../core/model/catalogue.ts'
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { isObject, type Json, type JsonObject } from '../../../core/model/json.ts'
import { hasRoomBeside, type Message, type Request } from '../../../core/model/message.ts'
import { abilitiesOf } from '../../../core/protocol/ability.ts'
import { encodeRequest } from '../../../core/protocol/encode.ts'
import { methodOf } from '../../../core/protocol/era.ts'
import { RPC } from '../../../core/protocol/fault.ts'
import { EVERY_CAPABILITY, modernMeta } from '../../../core/protocol/modern/meta.ts'
import { sha256 } from '../../../io/file/sha256.ts'
import { openingOf, takeCatalogue, type Call } from './catalogue.ts'
import type { Exchange } from '../exchanges.ts'
import { offerOf, type Live } from '../live.ts'

/** Requests that reach the server's code or show its offer wait until the comparison is done, behind those that wait already. */
export function mustWait(message: Message, live: Live): message is Request {
  if (message.kind !== 'request' || live.spoken === null || !hasRoom(message, live)) return false
  const entry = methodOf(message, 'upstream', live.spoken)
  if (typeof entry === 'string' || entry.early === true) return false
  return live.held.length > 0 || isHolding(live)
}

/** Whether calls wait now: for the answer to the opening, or for the end of the comparison that decides over them. */
export const isHolding = (live: Live): boolean => (live.spoken?.revision === '' ? isOpening(live) : isUndecided(live))

const hasRoom = (request: Request, { held }: Live): boolean =>
  hasRoomBeside(
    held.map(({ message }) => message),
    request,
    bound('waiting-calls'),
  )

/** A hasty client asks on before its opening is answered: what it asks waits for that answer. */
const isOpening = (live: Live): boolean =>
  live.exchanges.pending('upstream').some(({ method }) => method === 'initialize')

/** Whether the comparison that decides over calls has not come to its end yet. */
export const isUndecided = ({ check }: Live): boolean => check.state !== 'done' && check.state !== 'failed'

/** A list changed: what was compared no longer counts. Synchronous with the message that said so. */
export function markChanged({ check }: Live): void {
  if (check.state === 'running') check.state = 'stale'
  if (check.state === 'done' || check.state === 'failed') check.state = 'due'
}

/** Starts a comparison unless one is under way; returns at once. Waiting calls are released by its end, whatever it is. */
export function checkCatalogue(live: Live): void {
  const { check, spoken } = live
  if ((check.state !== 'unasked' && check.state !== 'due') || spoken === null || spoken.revision === '') return
  check.state = 'running'
  void compareInTime(live).then(
    () => (check.state === 'stale' ? again(live) : finish(live, 'done')),
    (cause: unknown) => fail(live, cause),
  )
}

const PACE_MS = 10_000

/** A server that calls every second a change must not keep us busy; one that answers never must not keep calls waiting. */
async function compareInTime(live: Live): Promise<void> {
  const { starts } = live.check
  const earliest = starts.length < bound('catalogue-checks') ? live.now() : starts.shift()! + PACE_MS
  starts.push(Math.max(live.now(), earliest))
  if (earliest > live.now()) await live.sleep(earliest - live.now())
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(silent('its lists')), bound('catalogue-wait-ms'))
  const run = { isOver: false }
  await Promise.race([compare(live, run), late.promise]).finally(() => {
    run.isOver = true
    clearTimeout(timer)
  })
}

async function compare(live: Live, run: { readonly isOver: boolean }): Promise<void> {
  const call = callServer(live)
  const opening = live.opening ?? openingOf(live.spoken!.era, await call('server/discover', {}))
  const found = await takeCatalogue(opening, call)
  // What comes too late must not stand against what was compared since.
  if (run.isOver) return
  const offer = offerOf(live)!
  if (live.pin === null) await refuseGrave(found, live)
  if (run.isOver) return
  const drift = offer.settle(found)
  // Trusted once, it is what it says first: also in the extensions that it declares.
  live.spoken = { ...live.spoken!, capabilities: JSON.parse(offer.textOf('capabilities') ?? '{}') as Json }
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

/** Nobody has read what a server lists that is trusted once: of what has no honest reading nothing is offered. */
async function refuseGrave(found: Catalogue, { server, spoken }: Live): Promise<void> {
  // Large, and a run with a pin never needs it.
  const { judgeCatalogue } = await import('../../judging/judge.ts')
  const { findings } = judgeCatalogue(server, spoken!.era, found, [])
  const grave = findings.find(({ tier }) => tier === 'block')
  if (grave === undefined) return
  const { rule, evidence } = grave
  throw new Failure(
    'catalogue-unusable',
    `What it lists holds words that have no honest reading (${rule} at ${quote(untrusted(evidence.at), 100)}); \`sallyport approve\` shows them`,
  )
}

function finish(live: Live, state: 'done' | 'failed'): void {
  live.check.state = state
  live.release()
}

function again(live: Live): void {
  live.check.state = 'due'
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
    let key = ''
    const timer = setTimeout(() => {
      live.exchanges.cancel('upstream', id)
      reject(silent(method))
    }, bound('catalogue-wait-ms'))
    const ask = async (): Promise<void> => {
      const opened = live.exchanges.open({
        direction: 'upstream',
        id,
        method,
        target: '',
        abilities: abilitiesOf(undefined),
        progress: null,
        since: live.now(),
        own: true,
      })
      if (typeof opened === 'string') return reject(new Error(opened))
      key = opened.key
      live.own.set(key, { resolve, reject: (cause) => reject(asFailure(method, cause)) })
      const raw = encodeRequest(id, method, withMeta(params, live))
      recordOwn(opened, raw, live)
      await live.to.upstream.send(raw)
    }
    live.lines.upstream.run(ask).catch(reject)
    return promise.finally(() => {
      clearTimeout(timer)
      live.own.delete(key)
    })
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
    findings: [],
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
  const { code, message } = isObject(cause as Json) ? (cause as JsonObject) : {}
  if (code === RPC.methodNotFound) return new Failure('method-missing', `The server does not have ${method}`)
  const said = typeof message === 'string' ? `: ${quote(untrusted(message), 300)}` : ''
  return new Failure('catalogue-unusable', `The server answered ${method} with an error${said}`)
}
