// Every request over HTTP from its head to the session that it belongs to. The order is that of least trust: who is meant, which
// page asks, who it is; then what is asked; only then is a body read.
import { isMetadataPath, metadataOf } from '../../core/identity/metadata.ts'
import { lackedAt } from '../../core/identity/server-scopes.ts'
import { isTokenRefusal, type TokenRefusal } from '../../core/identity/refusals.ts'
import type { Era } from '../../core/model/catalogue.ts'
import type { Json } from '../../core/model/json.ts'
import type { Id, Notification, Request } from '../../core/model/message.ts'
import type { Principal } from '../../core/model/principal.ts'
import { mayTake } from '../../core/model/share.ts'
import { decode } from '../../core/protocol/decode.ts'
import { isOurHost, isOurOrigin } from '../../core/protocol/http/authority.ts'
import { clientOf } from '../../core/protocol/http/told.ts'
import { classify } from '../../core/protocol/http/classify.ts'
import { isJson, isPacked, schemeIn, takes } from '../../core/protocol/http/media.ts'
import { misfitParam } from '../../core/protocol/http/param-headers.ts'
import { answerOf, type HttpAnswer, type HttpRefusal, revisionsFor } from '../../core/protocol/http/refusals.ts'
import type { Headers } from '../../core/protocol/http/standard-headers.ts'
import { scanId } from '../../core/protocol/scan-id.ts'
import { bound } from '../../core/model/bounds.ts'
import type { HttpAsked } from '../../io/transport/http/listener.ts'
import type { Reply } from '../../io/transport/http/reply.ts'
import { ALL } from './aggregate.ts'
import { answerTo, type Gate } from './gate.ts'
import type { At, Guards } from './guards.ts'
import { HEALTHY, pageOf, readinessPage } from './health.ts'
import type { House } from './house.ts'
import { traced } from './traced.ts'
import type { Tracing } from './tracing.ts'
import type { Watch } from './watch.ts'

export type FrontWorld = {
  /** The host that was named with --listen, and that of the resource that tokens are for. */
  readonly ownHosts: readonly string[]
  readonly gate: Gate
  readonly guards: Pick<Guards, 'erasOf' | 'paramHeadersOf'>
  readonly house: House
  readonly watch: Pick<Watch, 'see'>
  readonly openReplies: (of?: string) => number
  /** What a call needs and is not there. */
  readonly missing: () => Promise<readonly string[]>
  /** Null: nobody traces. */
  readonly tracing: Tracing | null
}

type Refused = {
  readonly why: HttpRefusal | TokenRefusal
  readonly what?: string
  readonly id?: Id | null
  readonly data?: Json
  /** What the token would have to have. */
  readonly scopes?: readonly string[]
}

export async function answer(asked: HttpAsked, world: FrontWorld): Promise<void> {
  const server = serverIn(asked.target)
  const refused = headFault(asked, world) ?? (await handled(asked, server, world))
  if (refused === null) return
  const { why, what, id = null, data, scopes } = refused
  // The line comes first, as everywhere.
  world.watch.see(why, server ?? '', what)
  const scheme = schemeIn(asked.headers['authorization'])
  asked.reply.answer(
    isTokenRefusal(why)
      ? answerTo(why, world.gate, { scheme, ...(scopes !== undefined && { scopes }) })
      : answerOf(why, id, data),
  )
}

/** Each of these decides something, and two readers might take another of the two. */
const ONCE_ONLY: ReadonlySet<string> = new Set([
  ...['host', 'origin', 'authorization', 'content-type', 'content-length', 'content-encoding', 'transfer-encoding'],
  ...['mcp-session-id', 'mcp-protocol-version', 'mcp-method', 'mcp-name', 'last-event-id'],
])

function headFault(
  { target, headers, headerCount, doubled }: HttpAsked,
  { ownHosts, gate }: FrontWorld,
): Refused | null {
  if (headerCount > bound('http-headers')) return { why: 'head-too-large' }
  const twice = doubled.find((name) => ONCE_ONLY.has(name) || name.startsWith('mcp-param-'))
  if (twice !== undefined) return { why: 'header-twice', what: twice }
  // Which of them is the proof? A client of that protocol looks for the answer in its challenge (RFC 9449 section 4.3).
  if (gate.expected !== null && doubled.includes('dpop')) return { why: 'proof-twice' }
  const { host, origin } = headers
  if (!ownHosts.some((own) => isOurHost(host, own))) return { why: 'host-foreign', what: host ?? '' }
  if (!ownHosts.some((own) => isOurOrigin(origin, own))) return { why: 'origin-foreign', what: origin ?? '' }
  // Addresses stand in histories and logs (RFC 6750 section 5.3); it does not come into ours.
  return hasToken(target) ? { why: 'token-in-url' } : null
}

function hasToken(target: string): boolean {
  const at = target.indexOf('?')
  return at >= 0 && new URLSearchParams(target.slice(at)).has('access_token')
}

async function handled(asked: HttpAsked, server: string | null, world: FrontWorld): Promise<Refused | null> {
  const { verb, target, headers, reply } = asked
  const { house, guards, gate } = world
  if (target === '/healthz' || target === '/readyz') return health(asked, world)
  if (gate.expected !== null && isMetadataPath(target))
    return told(asked, pageOf(metadataOf(gate.expected, gate.binding)))
  // What follows a question mark may be a token that somebody put there.
  if (server === null) return { why: 'path-unknown', what: target.replace(/\?.*/s, '?…') }
  const { authorization, dpop: proof } = headers
  // With each answer: the next proof is made with it (RFC 9449 section 8.2).
  const nonce = schemeIn(authorization) === 'DPoP' ? gate.nonce() : null
  if (nonce !== null) reply.also({ 'dpop-nonce': nonce })
  const admitted = await gate.admit({ authorization, proof, certificate: asked.certificate, verb, target })
  if (typeof admitted === 'string') return { why: admitted }
  const { principal, lastsMs } = admitted
  if (house.isEnding) return { why: 'ending' }
  const eras = await guards.erasOf(server)
  if (eras === null) return { why: 'server-unknown' }
  const lacked =
    gate.expected === null ? null : lackedAt(server === ALL ? null : server, admitted.scopes ?? [], gate.expected)
  if (lacked !== null) return { why: 'scope-missing', scopes: lacked }
  const at = { principal, server }
  if (verb === 'POST') return posted(asked, at, lastsMs, eras, world)
  const sessionId = headers['mcp-session-id']
  // Only the legacy era has sessions, and only with one there is something to listen to or to end.
  if ((verb !== 'GET' && verb !== 'DELETE') || sessionId === undefined) return { why: 'verb-refused' }
  if (verb === 'DELETE') {
    const why = house.end(at, sessionId)
    if (why !== null) return { why }
    reply.answer({ status: 200, headers: {}, body: new Uint8Array() })
    return null
  }
  if (!takes(headers['accept'], 'text/event-stream')) return { why: 'accept-no-stream' }
  if (isFull(principal, reply, world)) return { why: 'busy' }
  reply.endIn(lastsMs)
  const why = house.listen(at, sessionId, headers['last-event-id'], reply)
  return why === null ? null : { why }
}

async function posted(
  asked: HttpAsked,
  at: At,
  lastsMs: number,
  eras: readonly Era[],
  world: FrontWorld,
): Promise<Refused | null> {
  const { headers, readBody, reply } = asked
  const { house, guards, tracing } = world
  if (!isJson(headers['content-type']) || isPacked(headers)) return { why: 'type-refused' }
  if (!takes(headers['accept'], 'application/json') || !takes(headers['accept'], 'text/event-stream'))
    return { why: 'accept-refused' }
  if (isFull(at.principal, reply, world)) return { why: 'busy' }
  const body = await readBody()
  if (body.kind === 'refused') return body.why === 'body-broken' && !reply.isOpen ? null : { why: body.why }
  const decoded = decode(body.bytes)
  if (decoded.kind !== 'messages') {
    const what = decoded.kind === 'fault' ? decoded.fault : 'blank'
    // To look for the id of such a one takes longer than to count its parts.
    const { id, looksLike } = scanId(what === 'too-many-parts' ? NOTHING : body.bytes)
    return {
      why: UNREAD.get(what) ?? 'body-unreadable',
      what,
      id: looksLike === 'call' ? (id ?? null) : null,
    }
  }
  const [first] = decoded.messages
  const request = first?.kind === 'request' && !decoded.batch ? traced(first, asked, tracing) : null
  const messages = request === null ? decoded.messages : [request]
  const id = request?.id ?? null
  const classified = classify(messages, decoded.batch, headers)
  if (classified.era === null) {
    const { why, what } = classified
    return why === 'revision-unknown' ? { why, what, id, data: revisionsFor(what) } : { why, what, id }
  }
  if (house.isEnding) return { why: 'ending', id }
  if (classified.era === 'modern') {
    const header = await paramMisfit(classified.call, at.server, headers, guards)
    if (header !== null) return { why: 'header-mismatch', what: header, id }
    // What is listened to has no end of its own. A call that was permitted is answered, also when the token is over meanwhile.
    if (classified.call.method === 'subscriptions/listen') reply.endIn(lastsMs)
    // A server that knows no client from another must not be shared by several.
    const isApart = at.server === ALL || !eras.includes('modern')
    const why = house.call(at, oneLine(classified.call), reply, isApart ? clientOf(classified.call) : null)
    return why === null ? null : { why, id }
  }
  const bytes = request === null || request === first ? body.bytes : Buffer.from(request.text)
  const posted = { messages, frame: withoutBreaks(bytes), isBatch: decoded.batch }
  const why = house.post(at, headers['mcp-session-id'], posted, reply)
  return why === null ? null : { why, id }
}

const NOTHING = new Uint8Array()

/** What a body that is no message is refused as. */
const UNREAD: ReadonlyMap<string, HttpRefusal> = new Map([
  ['not-jsonrpc', 'body-refused'],
  ['too-many-parts', 'body-too-large'],
])

/** From here on it counts as theirs. Where one person alone is served nobody has to be left room. */
function isFull(principal: Principal, reply: Reply, { openReplies }: FrontWorld): boolean {
  const { user, isOwner } = principal
  const taken = { own: openReplies(user), all: openReplies() - 1, most: bound('http-streams') }
  if (!isOwner) reply.user = user
  return !mayTake(taken, principal)
}

async function paramMisfit(
  { method, params }: Request | Notification,
  server: string,
  headers: Headers,
  guards: FrontWorld['guards'],
): Promise<string | null> {
  if (method !== 'tools/call' || typeof params.name !== 'string') return null
  const declared = await guards.paramHeadersOf(server, params.name)
  return misfitParam(declared, params.arguments ?? {}, headers)
}

const LINE_FEED = 0x0a

/** Between the values of a JSON text that was read a line break is a space; upstream it would begin another message. */
function withoutBreaks(bytes: Buffer): Uint8Array {
  return bytes.includes(LINE_FEED) ? bytes.map((byte) => (byte === LINE_FEED ? 0x20 : byte)) : bytes
}

const oneLine = <M extends { readonly text: string }>(message: M): M => ({
  ...message,
  text: message.text.replaceAll('\n', ' '),
})

async function health(asked: HttpAsked, { house, missing }: FrontWorld): Promise<Refused | null> {
  if (asked.target === '/healthz') return told(asked, HEALTHY)
  return house.isEnding ? { why: 'ending' } : told(asked, readinessPage(await missing()))
}

/** To anybody. */
function told({ verb, reply }: HttpAsked, page: HttpAnswer): Refused | null {
  if (verb !== 'GET' && verb !== 'HEAD') return { why: 'verb-refused' }
  reply.answer(page)
  return null
}

/** The NAME of `/s/NAME/mcp`, or all of them at `/mcp`; null for any other path. */
function serverIn(target: string): string | null {
  if (target === '/mcp') return ALL
  const written = /^\/s\/([^/?#]{1,256})\/mcp$/.exec(target)?.[1]
  if (written === undefined) return null
  try {
    const name = decodeURIComponent(written)
    // One spelling for each: what stands before us and judges by paths must not miss one by its escapes.
    const isPlain = written === name || written === encodeURIComponent(name)
    return name === ALL || !isPlain ? null : name
  } catch {
    return null
  }
}
