// A real OpenID provider with people: each who comes agrees. It registers clients, gives tokens for renewal and lets each of them
// count once.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import OidcProvider from 'oidc-provider'

export type Provider = {
  readonly url: string
  readonly jwks: URL
  /** What was asked for at its token endpoint, as the words of a form. */
  readonly asked: () => readonly URLSearchParams[]
  readonly revoked: () => number
  /** The newest token for renewal counts no more, as where somebody ended the login at the issuer. */
  readonly forget: () => Promise<void>
  readonly stop: () => Promise<void>
}

export const SCOPES = ['mcp:use', 'mcp:change'] as const
/** Registered by hand, with a secret that is made anew for each run. */
export const CLIENT = { id: 'desk', secret: crypto.randomUUID() } as const

/** `lasts`: seconds of a token. */
export async function startProvider(lasts = 600): Promise<Provider> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const key = { ...(await exportJWK(privateKey)), kid: 'one', use: 'sig', alg: 'RS256' }
  const asked: URLSearchParams[] = []
  const counts = { revoked: 0 }
  const newest = { renewal: '' }
  const provider = new OidcProvider(url, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/callback'],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    jwks: { keys: [key] },
    scopes: ['openid', 'offline_access', ...SCOPES],
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    rotateRefreshToken: true,
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_: unknown, audience: string) => ({
          ...{ scope: SCOPES.join(' '), audience, accessTokenTTL: lasts },
          ...{ accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } },
        }),
      },
    },
  })
  const callback = provider.callback()
  provider.on('grant.success', ({ oidc, body }) => {
    asked.push(new URLSearchParams(oidc.body))
    newest.renewal = body.refresh_token ?? newest.renewal
  })
  provider.on('grant.revoked', () => (counts.revoked += 1))
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/interaction/') === true) void agree(provider, request, response)
    else callback(request, response)
  })
  return {
    url,
    jwks: new URL(`${url}/jwks`),
    asked: () => asked,
    revoked: () => counts.revoked,
    forget: async () => (await provider.RefreshToken.find(newest.renewal))?.destroy(),
    stop: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  }
}

async function agree(provider: OidcProvider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response)
  if (prompt.name === 'login') {
    return provider.interactionFinished(request, response, { login: { accountId: 'ada' } })
  }
  const grant = new provider.Grant({ accountId: session!.accountId, clientId: params['client_id'] as string })
  grant.addOIDCScope(params['scope'] as string)
  grant.addResourceScope(params['resource'] as string, params['scope'] as string)
  const grantId = await grant.save()
  return provider.interactionFinished(request, response, { consent: { grantId } }, { mergeWithLastSubmission: true })
}
