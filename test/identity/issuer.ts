// A real OpenID provider on loopback that counts what it is asked, changes its keys, and goes away and comes back.
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import OidcProvider from 'oidc-provider'
import type { Prover } from './prover.ts'

export const RESOURCE = 'https://gateway.example'
/** Of all its clients; made anew for each run. */
export const SECRET = crypto.randomUUID()

export type Claims = Readonly<Record<string, unknown>>
export type Issuer = {
  readonly url: string
  /** A token as the provider itself gives it to this client. */
  readonly token: (client?: string, scope?: string, aud?: string) => Promise<string>
  /** The same, bound to the key of whoever proves to have it. */
  readonly boundToken: (prover: Pick<Prover, 'proof'>, client?: string) => Promise<string>
  /** One that says anything, signed with a key of the provider. */
  readonly signed: (claims: Claims, header?: Claims) => Promise<string>
  readonly rotate: (keep?: 'keep') => Promise<void>
  readonly publicKey: () => JWK
  /** Paths that it was asked for. */
  readonly asked: () => readonly string[]
  readonly answerWith: (listener: RequestListener | null) => void
  readonly stop: () => Promise<void>
}

/** `says` adds claims to the tokens of each client. */
export async function startIssuer(says: (client: string) => Claims = () => ({}), resource = RESOURCE): Promise<Issuer> {
  const asked: string[] = []
  const at: { answer: RequestListener; instead: RequestListener | null } = { answer: () => undefined, instead: null }
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    ;(at.instead ?? at.answer)(request, response)
  })
  const url = await listening(server)
  const keys: JWK[] = []
  const rotate = async (keep?: 'keep'): Promise<void> => {
    const made = await newKey(`key-${crypto.randomUUID()}`)
    keys.splice(0, keep === 'keep' ? 0 : keys.length, made)
    at.answer = provider(url, keys, says)
  }
  await rotate()
  return {
    url,
    token: (client = 'ada', scope = 'mcp:use', aud = resource) => askToken(url, client, scope, aud),
    boundToken: async (prover, client = 'ada') => {
      const dpop = await prover.proof({ htm: 'POST', htu: `${url}/token` })
      return askToken(url, client, 'mcp:use', resource, { dpop })
    },
    signed: async (claims, header = {}) =>
      new SignJWT({ ...standard(url, resource), ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: keys[0]!.kid!, typ: 'at+jwt', ...header })
        .sign(await importJWK(keys[0]!, 'RS256')),
    rotate,
    publicKey: () => ({ kty: 'RSA', n: keys[0]!.n!, e: keys[0]!.e!, kid: keys[0]!.kid! }),
    asked: () => asked,
    answerWith: (listener) => (at.instead = listener),
    stop: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  }
}

const standard = (iss: string, aud: string): Claims => {
  const now = Math.floor(Date.now() / 1_000)
  return { iss, sub: 'ada', aud, iat: now, exp: now + 600, scope: 'mcp:use', groups: ['staff'] }
}

async function newKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' }
}

function provider(url: string, keys: readonly JWK[], says: (client: string) => Claims): RequestListener {
  const clients = ['ada', 'bob', 'eve'].map((name) => ({
    ...{ client_id: name, client_secret: SECRET, token_endpoint_auth_method: 'client_secret_basic' },
    ...{ grant_types: ['client_credentials'], redirect_uris: [], response_types: [] },
  }))
  const made = new OidcProvider(url, {
    clients,
    jwks: { keys },
    scopes: ['mcp:use', 'mcp:other'],
    extraTokenClaims: (_: unknown, { clientId }: { clientId: string }) => says(clientId),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_: unknown, audience: string) => ({
          ...{ scope: 'mcp:use mcp:other', audience, accessTokenTTL: 600 },
          ...{ accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } },
        }),
      },
    },
  })
  return made.callback()
}

async function askToken(
  url: string,
  client: string,
  scope: string,
  resource: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const body = new URLSearchParams({
    ...{ grant_type: 'client_credentials', scope, resource },
  })
  const authorization = `Basic ${Buffer.from(`${client}:${SECRET}`).toString('base64')}`
  const response = await fetch(`${url}/token`, { method: 'POST', body, headers: { authorization, ...more } })
  const answer = (await response.json()) as { access_token?: string }
  if (answer.access_token === undefined) throw new Error(JSON.stringify(answer))
  return answer.access_token
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
