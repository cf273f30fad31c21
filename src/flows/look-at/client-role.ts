// Our own part as a client of a server that nobody trusts yet: every answer goes to its question, every question of the server
// is refused, and what cannot be read ends it.
import { CLIENT_INFO, EVERY_CAPABILITY, modernMeta, namesOurRevision } from '../../core/protocol/modern/meta.ts'
import { withCapital } from '../../core/text/capital.ts'
import { bound } from '../../core/model/bounds.ts'
import type { Catalogue, Era } from '../../core/model/catalogue.ts'
import type { Channel } from '../../core/model/channel.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Json, JsonObject } from '../../core/model/json.ts'
import type { Id, Message } from '../../core/model/message.ts'
import { failureBy, WAY_FAULTS, type WayFault } from '../../core/model/way-fault.ts'
import { decode } from '../../core/protocol/decode.ts'
import { encodeAnswer, encodeNotification, encodeRefusal, encodeRequest } from '../../core/protocol/encode.ts'
import { FAULTS, RPC, type FaultCode } from '../../core/protocol/fault.ts'
import { LEGACY_REVISIONS } from '../../core/protocol/legacy/methods.ts'
import { openingOf, takeCatalogue, type Call } from '../gateway/offer/catalogue.ts'
import { asFailure } from '../gateway/offer/check.ts'

/** The whole catalogue of an era, as it is told to a client that says it is `client`. */
export async function take(era: Era, asker: Asker, client = CLIENT_INFO): Promise<Catalogue> {
  if (era === 'modern') {
    const call: Call = (method, params) =>
      asker.call(method, { ...params, _meta: modernMeta(EVERY_CAPABILITY, client) })
    return takeCatalogue(openingOf(era, await probe(call)), call)
  }
  const opening = openingOf(
    era,
    await asker.call('initialize', {
      protocolVersion: LEGACY_REVISIONS.at(-1)!,
      capabilities: EVERY_CAPABILITY,
      clientInfo: client,
    }),
  )
  await asker.notify('notifications/initialized')
  return takeCatalogue(opening, asker.call)
}

/** Silence means the legacy era (MCP 2026-07-28 basic/versioning): do not wait for it as long as for an answer. */
async function probe(call: Call): Promise<Json> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(silent()), bound('probe-ms'))
  return Promise.race([call('server/discover', {}), promise]).finally(() => clearTimeout(timer))
}

export type Asker = {
  readonly call: Call
  readonly notify: (method: string) => Promise<void>
  readonly abort: (cause: unknown) => void
}

type Waiting = PromiseWithResolvers<Json> & {
  readonly method: string
  readonly params: JsonObject
  readonly isAgain: boolean
}

const isWorthAgain = ({ isAgain, params }: Waiting, error: JsonObject): boolean =>
  !isAgain && params._meta !== undefined && namesOurRevision(error)

/** What a client answers to a question of the server; null: it does not know it. */
export type Reply = (method: string, params: Json) => Json | null

/** On one channel. Ids and refusals are those of any client: a server that is rehearsed could know us by ours. */
export function ask(channel: Channel, reply: Reply = () => null): Asker {
  const open = new Map<Id, Waiting>()
  let asked = 0
  let over: { cause: unknown } | null = null
  const abort = (cause: unknown): void => {
    over ??= { cause }
    for (const { reject } of open.values()) reject(over.cause)
    open.clear()
  }
  const say = async (waiting: Waiting): Promise<void> => {
    asked += 1
    open.set(asked, waiting)
    await channel.send(encodeRequest(asked, waiting.method, waiting.params)).catch(() => undefined)
  }
  const listen = async (): Promise<void> => {
    for await (const frame of channel.frames) {
      if (frame.kind === 'failed') {
        const lost = open.get(frame.id as Id)
        open.delete(frame.id as Id)
        lost?.reject(wayFailure(frame.fault, frame.detail))
        continue
      }
      const decoded = frame.kind === 'frame' ? decode(frame.bytes) : null
      if (frame.kind === 'oversize') return abort(new Failure('catalogue-unusable', 'The server sends more than fits'))
      if (decoded?.kind === 'fault' && MEANT.has(decoded.fault)) {
        return abort(new Failure('catalogue-unusable', `The server says what is refused: ${FAULTS[decoded.fault]}`))
      }
      for (const message of decoded?.kind === 'messages' ? decoded.messages : []) {
        if (message.kind === 'request') await channel.send(replied(message, reply))
        if (message.kind !== 'answer' && message.kind !== 'error') continue
        const waiting = open.get(message.id as Id)
        open.delete(message.id as Id)
        if (message.kind === 'answer') waiting?.resolve(message.result)
        else if (waiting !== undefined && isWorthAgain(waiting, message.error)) await say({ ...waiting, isAgain: true })
        else waiting?.reject(asFailure(waiting.method, message.error))
      }
    }
    // How it ended says more, and is known in a moment.
    setTimeout(abort, CLOSED_MS, new Failure('server-exited', 'The server closed its output', { fix })).unref()
  }
  listen().catch(abort)
  const call: Call = async (method, params) => {
    if (over !== null) throw over.cause
    const waiting = { ...Promise.withResolvers<Json>(), method, params, isAgain: false }
    await say(waiting)
    return waiting.promise
  }
  return { call, notify: (method) => channel.send(encodeNotification(method)), abort }
}

function replied({ id, method, params }: Extract<Message, { readonly kind: 'request' }>, reply: Reply): Uint8Array {
  const result = reply(method, params ?? {})
  return result === null
    ? encodeRefusal(id, { code: RPC.methodNotFound, message: 'Method not found' })
    : encodeAnswer(id, result)
}

/** A message, though one that two parsers could read differently. Anything else may be noise, which some servers print. */
const MEANT = new Set<FaultCode>([
  'too-deep',
  'too-many-parts',
  'duplicate-key',
  'ambiguous-key',
  'line-break',
  'lone-surrogate',
])

export const fix = 'See why, confined, with `sallyport run --trust-once -- COMMAND`'
export const silent = (): Failure =>
  new Failure('server-silent', 'The server did not answer in time while it was described', { fix })
const CLOSED_MS = 1000

/** What only this server can do about is its answer to the question which era it speaks. */
const wayFailure = (fault: WayFault, detail: string): Failure => {
  const code = failureBy(fault)
  if (code !== undefined && code !== 'server-credentials') return new Failure(code, detail)
  const text = `${withCapital(WAY_FAULTS[fault])}: ${detail}`
  return code === undefined ? new Failure('catalogue-unusable', text) : new Failure(code, text, { fix: pending })
}

const pending =
  'Nothing secret is sent before an approval. Approve it with `--secret Authorization=REF --pending-catalogue`, or with `--login own --pending-catalogue` and `sallyport login NAME`, start it once, then approve what it listed'
