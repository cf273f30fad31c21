// Whom a server believes: it is asked without a token, says where its metadata lies, and that names the issuer, who says of itself
// how a login goes (RFC 9728, RFC 8414). Every word of it is hostile until it was judged.
import { type Challenge, challengeIn, NO_CHALLENGE } from '../../core/identity/login/challenge.ts'
import {
  type CodeIssuer,
  codeIssuerIn,
  issuerIn,
  type IssuerWords,
  isSameIssuer,
} from '../../core/identity/login/issuer.ts'
import { type Resource, resourceIn } from '../../core/identity/login/resource.ts'
import { issuerMetadataAddresses, serverMetadata } from '../../core/identity/login/well-known.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Json } from '../../core/model/json.ts'
import type { Ask } from '../../io/identity/login/ask.ts'
import { refused, shown } from './refused.ts'

export type Discovered = {
  /** What tokens are asked for. */
  readonly resource: string
  readonly issuer: CodeIssuer
  /** What the server wants of whoever calls it. */
  readonly wanted: readonly string[]
  /** All that it knows. */
  readonly known: readonly string[]
}

/** `approved`: the only issuer that may be used; null: the one that the server names first. */
export async function discover(server: URL, approved: string | null, ask: Ask): Promise<Discovered> {
  const challenge = await challengeOf(server, ask)
  const said = await resourceOf(server, challenge, ask)
  // A server of before 2025-06-18 has no metadata of its own: then its origin is the issuer.
  const { resource, issuers, scopes: known } = said ?? { resource: server.href, issuers: [server.origin], scopes: [] }
  const named =
    approved === null || said === null ? (approved ?? issuers[0]!) : issuers.find((one) => isSameIssuer(one, approved))
  if (named === undefined) throw unnamed(server, issuers[0]!, `and ${shown(approved!)} was approved`)
  const issuer = codeIssuerIn(await issuerOf(server, named, approved, ask))
  if ('why' in issuer) throw refused(named, issuer.why)
  return { resource, issuer: issuer.words, wanted: challenge.scopes, known }
}

/** Its name stands in whatever goes wrong, so that a person who knows it can name it. */
async function issuerOf(server: URL, named: string, approved: string | null, ask: Ask): Promise<IssuerWords> {
  try {
    return await issuerNamed(named, ask)
  } catch (cause) {
    if (approved !== null || !(cause instanceof Failure) || cause.code !== 'login-refused') throw cause
    throw unnamed(server, named, `which was not named when it was approved: ${cause.message}`)
  }
}

const unnamed = (server: URL, issuer: string, why: string): Failure =>
  refused(server.href, `takes tokens of ${shown(issuer)}, ${why}`, NAME_IT)

const NAME_IT =
  'If you know that this is where you log in for it, approve the server again with `--oauth` and that address.'

const HELLO = {
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'sallyport', version: '1' } },
}
/** Some let everybody in, and ask who it is at the first question. */
const QUESTIONS = [HELLO, { method: 'tools/list', params: {} }]

async function challengeOf(server: URL, ask: Ask): Promise<Challenge> {
  const head = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  let session: string | null = null
  for (const question of QUESTIONS) {
    const headers = { ...head, ...(session !== null && { 'mcp-session-id': session }) }
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, ...question })
    const answer = await answerTo(ask(server.href, { method: 'POST', headers, body }))
    if (answer === null) continue
    if (answer.status === 401) return challengeIn(answer.headers.get('www-authenticate') ?? undefined)
    session = answer.headers.get('mcp-session-id')
  }
  return NO_CHALLENGE
}

/** Null: it was no answer that could be read to its end, such as a stream that stays open. */
async function answerTo(asking: Promise<Response>): Promise<Response | null> {
  try {
    return await asking
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'login-refused') return null
    throw cause
  }
}

/** Null where it has none. */
async function resourceOf(server: URL, { metadata }: Challenge, ask: Ask): Promise<Resource | null> {
  for (const address of metadata === null ? serverMetadata(server) : [metadata]) {
    const document = await documentAt(address, ask)
    if (document === null) continue
    const resource = resourceIn(document, server)
    if ('why' in resource) throw refused(address, resource.why)
    return resource
  }
  if (metadata === null) return null
  throw refused(metadata, 'is named by the server as its metadata, and nothing is there')
}

/** What an issuer says of itself. Throws a Failure where nothing may be asked of it. */
export async function issuerNamed(issuer: string, ask: Ask): Promise<IssuerWords> {
  for (const address of issuerMetadataAddresses(new URL(issuer))) {
    const document = await documentAt(address, ask)
    if (document === null) continue
    const found = issuerIn(document, issuer)
    if ('why' in found) throw refused(issuer, found.why)
    return found.words
  }
  throw refused(issuer, 'publishes no metadata')
}

/** Null: nothing is there. */
async function documentAt(address: string, ask: Ask): Promise<Json | null> {
  const answer = await ask(address, { method: 'GET', headers: { accept: 'application/json' } })
  const { status } = answer
  if (status >= 400 && status < 500) return null
  if (status >= 300 && status < 400) throw refused(address, 'leads elsewhere, and is not followed')
  if (status !== 200) throw refused(address, `answered with status ${status}`)
  try {
    return (await answer.json()) as Json
  } catch {
    throw refused(address, 'is no JSON')
  }
}
