// Why a request over HTTP is refused: status, code of the JSON-RPC error, and our words with the next step. What the peer
// sent is never repeated, but for the revision that it asked for.
import type { Json } from '../../model/json.ts'
import type { Id } from '../../model/message.ts'
import { encodeRefusal } from '../encode.ts'
import { RPC } from '../fault.ts'
import { MODERN_REVISIONS } from '../modern/methods.ts'

export const HTTP_REFUSALS = {
  'head-malformed': [400, RPC.invalidRequest, 'The request is not well-formed HTTP/1.1.'],
  'head-too-large': [431, RPC.invalidRequest, 'The head of the request is larger than this gateway accepts.'],
  'head-late': [408, RPC.invalidRequest, 'The request did not arrive in time.'],
  'header-twice': [400, RPC.invalidRequest, 'A header that decides something stands twice in the request.'],
  'host-foreign': [403, RPC.invalidRequest, 'This gateway does not answer under that Host.'],
  'origin-foreign': [403, RPC.invalidRequest, 'Web pages of that Origin may not use this gateway.'],
  unauthorized: [401, RPC.refused, 'A token is needed. `sallyport serve --show-token` prints it.'],
  'tls-failed': [403, RPC.refused, 'No TLS connection could be made.'],
  'tls-version': [403, RPC.refused, 'The client offers no version of TLS from 1.2 on. Use a newer client.'],
  'tls-suite': [403, RPC.refused, 'The client offers no cipher suite that is taken here. Use a newer client.'],
  'tls-missing': [403, RPC.refused, 'The client spoke plain HTTP. Its address has to begin with https.'],
  'certificate-missing': [
    403,
    RPC.refused,
    'A certificate of the client is needed. Ask who runs this gateway for one.',
  ],
  'certificate-unknown': [403, RPC.refused, 'The certificate of the client is of no authority that is taken here.'],
  'certificate-unchecked': [
    403,
    RPC.refused,
    'Whether the certificate was taken back cannot be told: the CRL is too old.',
  ],
  'certificate-expired': [403, RPC.refused, 'The certificate of the client has expired.'],
  'certificate-early': [403, RPC.refused, 'The certificate of the client is not good yet.'],
  'certificate-usage': [403, RPC.refused, 'The certificate does not say that it is for clients (extended key usage).'],
  'certificate-revoked': [403, RPC.refused, 'The certificate of the client was taken back.'],
  'certificate-unnamed': [403, RPC.refused, 'The certificate does not name its user and groups as this gateway needs.'],
  'metrics-unauthorized': [
    401,
    RPC.refused,
    'The token for metrics is needed. `sallyport serve --show-metrics-token` prints it.',
  ],
  'path-unknown': [
    404,
    RPC.methodNotFound,
    'Nothing is here. A server is at /s/NAME/mcp, and all of them are at /mcp.',
  ],
  'server-unknown': [404, RPC.methodNotFound, 'No approved server has this name here. See `sallyport status`.'],
  'verb-refused': [405, RPC.invalidRequest, 'This method of HTTP does nothing here.'],
  'body-unasked': [400, RPC.invalidRequest, 'A request of this method of HTTP has no body here.'],
  'expectation-refused': [417, RPC.invalidRequest, 'Nothing but 100-continue may be expected here.'],
  'type-refused': [415, RPC.invalidRequest, 'The body must be plain application/json.'],
  'accept-refused': [406, RPC.invalidRequest, 'Accept must name application/json and text/event-stream.'],
  'accept-no-stream': [406, RPC.invalidRequest, 'Accept must name text/event-stream.'],
  'body-too-large': [413, RPC.invalidRequest, 'The message is longer than this gateway accepts.'],
  'body-broken': [400, RPC.parse, 'The body broke off before its end.'],
  'body-unreadable': [400, RPC.parse, 'The body is no JSON that every parser reads alike.'],
  'body-refused': [400, RPC.invalidRequest, 'The body is no JSON-RPC message that may be sent here.'],
  'header-mismatch': [400, RPC.headerMismatch, 'A header is missing, or says something else than the body.'],
  'envelope-missing': [
    400,
    RPC.invalidParams,
    'The `_meta` of the request lacks the protocol version or the capabilities of the client.',
  ],
  'revision-unknown': [400, RPC.revisionUnsupported, 'This protocol revision is not spoken here.'],
  'session-missing': [400, RPC.invalidRequest, 'The request names no session. Begin one with `initialize`.'],
  'session-unknown': [404, RPC.invalidRequest, 'There is no such session. Begin a new one with `initialize`.'],
  'session-opened': [400, RPC.invalidRequest, 'This session was opened before. Begin a new one without its id.'],
  'stream-taken': [409, RPC.invalidRequest, 'This session has its stream already.'],
  'stream-lost': [400, RPC.invalidRequest, 'That stream cannot be resumed any more. Ask again.'],
  'id-reused': [400, RPC.invalidRequest, 'This id is still in use, or was used for a request that was cancelled.'],
  'answer-refused': [400, RPC.invalidRequest, 'In this protocol revision clients send no answers.'],
  busy: [503, RPC.unavailable, 'Too much is asked at once. Try again in a moment.'],
  resting: [503, RPC.unavailable, 'The server ended again and again. It is started anew after a while.'],
  ending: [503, RPC.unavailable, 'This gateway is about to end.'],
  ended: [502, RPC.unavailable, 'The server ended before it answered. See `sallyport log query`.'],
  internal: [500, RPC.unavailable, 'Sallyport met an error of its own. See its standard error.'],
} as const satisfies Record<string, readonly [status: number, code: number, words: string]>

export type HttpRefusal = keyof typeof HTTP_REFUSALS

export type HttpAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** More that a header has to say with this refusal. */
const HEADERS: Partial<Record<HttpRefusal, Readonly<Record<string, string>>>> = {
  unauthorized: { 'www-authenticate': 'Bearer realm="sallyport"' },
  'metrics-unauthorized': { 'www-authenticate': 'Bearer realm="sallyport metrics"' },
  'verb-refused': { allow: 'POST' },
  busy: { 'retry-after': '1' },
  resting: { 'retry-after': '10' },
  ending: { connection: 'close' },
  'certificate-missing': { connection: 'close' },
  'certificate-unknown': { connection: 'close' },
  'certificate-unchecked': { connection: 'close' },
  'certificate-expired': { connection: 'close' },
  'certificate-early': { connection: 'close' },
  'certificate-usage': { connection: 'close' },
  'certificate-revoked': { connection: 'close' },
  'certificate-unnamed': { connection: 'close' },
  'head-malformed': { connection: 'close' },
  'head-too-large': { connection: 'close' },
  'head-late': { connection: 'close' },
  'body-too-large': { connection: 'close' },
  'body-unasked': { connection: 'close' },
}

export function answerOf(why: HttpRefusal, id: Id | null = null, data?: Json): HttpAnswer {
  const [status, code, words] = HTTP_REFUSALS[why]
  const message = `Refused by Sallyport: ${words}`
  const body = encodeRefusal(id, data === undefined ? { code, message } : { code, message, data })
  return { status, headers: HEADERS[why] ?? {}, body }
}

const MAX_ECHO = 64

/**
 * A client finds its next try in the data (MCP 2026-07-28 basic/versioning), where its own word has to stand too. One of the
 * legacy era does not look there: it is told by the answer that opens its session.
 */
export const revisionsFor = (requested: string): Json => ({
  supported: [...MODERN_REVISIONS],
  requested: requested.slice(0, MAX_ECHO),
})
