// The words of OAuth 2.1 between us and an issuer, by a library that checks what comes back: registration of a client, a code or a
// token for renewal against tokens, and taking a token back.
import type { AuthorizationServer, ClientAuth as Authentication } from 'oauth4webapi'
import { CLIENT_AUTHS, type ClientAuth, type IssuerWords } from '../../../core/identity/login/issuer.ts'
import { scopesGiven } from '../../../core/identity/login/challenge.ts'
import { bound } from '../../../core/model/bounds.ts'
import { DAY_MS } from '../../../core/model/day.ts'
import { isObject, type Json, type JsonObject } from '../../../core/model/json.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import type { Ask } from './ask.ts'
import { library, Misfit, Refused, told, wordOf } from './told.ts'

export type Client = { readonly id: string; readonly secret: string | null; readonly auth: ClientAuth }
/** What an issuer is asked for tokens by. */
export type Party = {
  readonly issuer: Pick<IssuerWords, 'issuer' | 'token_endpoint' | 'revocation_endpoint'>
  readonly client: Client
  readonly ask: Ask
}
export type Token = {
  readonly value: string
  /** Seconds that it is good for; null: the issuer does not say. */
  readonly lasts: number | null
  readonly renewal: string | null
  /** Null: those that were asked for. */
  readonly scopes: readonly string[] | null
}

/** Before it is over by the clock of the issuer, which may be another one. */
const EARLY_MS = 30_000

/** A year: what an issuer says of later is no date any more. */
const MOST_S = (365 * DAY_MS) / 1_000

/** Until when a token is used that was given now; null: its issuer does not say. */
export const goodUntil = (lasts: number | null, now: number): number | null =>
  lasts === null ? null : now + Math.max(lasts * 1_000 - EARLY_MS, lasts * 500)

const TOKEN = /^[\x21-\x7e]+$/

export type Attempt = { readonly state: string; readonly verifier: string; readonly challenge: string }

/** Of 256 bits each, for one login. */
export async function newAttempt(): Promise<Attempt> {
  const { generateRandomState, generateRandomCodeVerifier, calculatePKCECodeChallenge } = await library()
  const verifier = generateRandomCodeVerifier()
  return { state: generateRandomState(), verifier, challenge: await calculatePKCECodeChallenge(verifier) }
}

/** A client for this machine alone, by the names that the issuer takes (RFC 7591). */
export async function register(
  issuer: IssuerWords,
  {
    redirect,
    auth,
    scopes,
  }: { readonly redirect: string; readonly auth: ClientAuth; readonly scopes: readonly string[] },
  ask: Ask,
): Promise<Client> {
  const { dynamicClientRegistrationRequest } = await library()
  return told(issuer.issuer, 'registers no client', async () => {
    const wanted = {
      client_name: 'Sallyport',
      redirect_uris: [redirect],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      application_type: 'native',
      token_endpoint_auth_method: auth,
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    }
    const answer = await dynamicClientRegistrationRequest(issuer as AuthorizationServer, wanted, await by(ask))
    // Not by the library: many issuers leave out when a secret ends, though RFC 7591 section 3.2.1 wants it.
    const said = (await answer.json().catch(() => null)) as Json
    if (answer.status === 201 && isObject(said)) return clientIn(said, auth)
    const error = wordOf(isObject(said) ? said['error'] : undefined)
    throw new Refused(`${quote(untrusted(issuer.issuer), 400)} registers no client: ${error}`, error)
  })
}

/** An issuer may settle on another way of showing who it is than was asked for. */
function clientIn(
  { client_id: id, client_secret: given, token_endpoint_auth_method: said }: JsonObject,
  asked: ClientAuth,
): Client {
  const auth = CLIENT_AUTHS.find((way) => way === (said ?? asked))
  if (auth === undefined) throw new Misfit('registered a client that shows who it is in no way that is known here')
  if (typeof id !== 'string' || !isSendable(id)) throw new Misfit('gave no client that can be named')
  if (auth === 'none') return { id, secret: null, auth }
  if (typeof given !== 'string' || !isSendable(given)) throw new Misfit('gave its client no secret that can be sent')
  return { id, secret: given, auth }
}

/** `answer` is what came back by the browser: attacker-controlled until it is compared with all that was asked for. */
export async function redeem(
  { issuer, client, ask }: Party & { readonly issuer: IssuerWords },
  answer: URLSearchParams,
  { state, verifier }: Attempt,
  { redirect, resource }: { readonly redirect: string; readonly resource: string },
): Promise<Token> {
  const { authorizationCodeGrantRequest, processAuthorizationCodeResponse, validateAuthResponse } = await library()
  return told(issuer.issuer, 'gives no token for the code', async () => {
    const as = issuer as AuthorizationServer
    const named = { client_id: client.id }
    const params = validateAuthResponse(as, named, answer, state)
    const more = { ...(await by(ask)), additionalParameters: { resource } }
    const said = await authorizationCodeGrantRequest(as, named, await shows(client), params, redirect, verifier, more)
    return tokenIn(await processAuthorizationCodeResponse(as, named, said))
  })
}

/** The token for renewal is good once where the issuer gives another with it. */
export async function renew({ issuer, client, ask }: Party, renewal: string, resource: string): Promise<Token> {
  const { refreshTokenGrantRequest, processRefreshTokenResponse } = await library()
  return told(issuer.issuer, 'renews no token', async () => {
    const named = { client_id: client.id }
    const more = { ...(await by(ask)), additionalParameters: { resource } }
    const said = await refreshTokenGrantRequest(issuer, named, await shows(client), renewal, more)
    return tokenIn(await processRefreshTokenResponse(issuer, named, said))
  })
}

/** Of the gateway itself, without a person. */
export async function tokenOfClient(
  { issuer, client, ask }: Party,
  resource: string,
  scopes: readonly string[],
): Promise<Token> {
  const { clientCredentialsGrantRequest, processClientCredentialsResponse } = await library()
  return told(issuer.issuer, 'gives this client no token', async () => {
    const named = { client_id: client.id }
    const words = new URLSearchParams({ resource, ...(scopes.length > 0 && { scope: scopes.join(' ') }) })
    const said = await clientCredentialsGrantRequest(issuer, named, await shows(client), words, await by(ask))
    return tokenIn(await processClientCredentialsResponse(issuer, named, said))
  })
}

/** RFC 7009: with a token for renewal all that came of it ends. */
export async function takeBack({ issuer, client, ask }: Party, token: string): Promise<void> {
  const { revocationRequest, processRevocationResponse } = await library()
  return told(issuer.issuer, 'does not take the token back', async () => {
    const named = { client_id: client.id }
    const said = await revocationRequest(issuer, named, await shows(client), token, await by(ask))
    await processRevocationResponse(said)
  })
}

/** Plain http goes to this machine alone, which is for `ask` to see to. */
async function by(ask: Ask) {
  const { allowInsecureRequests, customFetch } = await library()
  return { [customFetch]: ask, [allowInsecureRequests]: true } as const
}

async function shows({ id, secret, auth }: Client): Promise<Authentication> {
  const { ClientSecretPost, None } = await library()
  if (auth === 'none') return None()
  if (auth === 'client_secret_post') return ClientSecretPost(secret ?? '')
  // Not by the library, which encodes dashes and dots as well: issuers that decode nothing would know no client with one.
  const pair = [id, secret ?? ''].map(encodeURIComponent).join(':')
  return (_issuer, _client, _body, headers) => headers.set('authorization', `Basic ${btoa(pair)}`)
}

type Said = {
  readonly access_token: string
  readonly token_type: string
  readonly expires_in?: number
  readonly refresh_token?: string
  readonly scope?: string
}

function tokenIn({
  access_token: value,
  token_type: kind,
  expires_in: lasts,
  refresh_token: renewal,
  scope,
}: Said): Token {
  if (kind !== 'bearer') throw new Misfit('gave a token that is no bearer token')
  if (!isSendable(value) || (renewal !== undefined && !isSendable(renewal)))
    throw new Misfit('gave no token that can be sent')
  const scopes = scope === undefined ? undefined : scopesGiven(scope)
  if (scopes === null) throw new Misfit('gave a token for scopes that nobody can compare with what was approved')
  return {
    value,
    lasts: lasts === undefined ? null : Math.min(lasts, MOST_S),
    renewal: renewal ?? null,
    scopes: scopes ?? null,
  }
}

const isSendable = (word: string): boolean => TOKEN.test(word) && word.length <= bound('identity-token-chars')
