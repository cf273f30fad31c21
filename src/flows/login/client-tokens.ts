// Tokens of the gateway's own for a remote server, by client credentials (RFC 6749 section 4.4, and MCP's extension of that name), for
// that server alone (RFC 8707). Kept in memory until shortly before they are over.
import { Failure } from '../../core/model/failure.ts'
import { bound } from '../../core/model/bounds.ts'
import type { Remote } from '../../core/model/artifact.ts'
import type { NetGrant, OAuthGrant } from '../../core/model/grants.ts'
import { Refused } from '../../io/identity/login/told.ts'
import { goodUntil, type Token, tokenOfClient } from '../../io/identity/login/tokens.ts'
import type { Tokens } from './credentials.ts'
import { wayTo } from './ask-upstream.ts'
import { issuerNamed } from './discover.ts'

export type ClientParts = {
  readonly remote: Remote
  readonly net: readonly NetGrant[]
  readonly oauth: OAuthGrant
  readonly secret: string
  readonly now?: () => number
}

const CHECK = 'Check the client, its secret and its scopes at the issuer, and approve the server again.'

/** Where an issuer does not say how long a token lasts. */
const LASTS_S = 60

export function tokensOfClient(parts: ClientParts): Tokens {
  const { now = () => performance.now() } = parts
  const kept: { token?: Token; until: number; asking?: Promise<Token> | undefined } = { until: 0 }
  let refusedAt = Number.NEGATIVE_INFINITY
  return async (refused) => {
    const isRefused = kept.token?.value === refused
    if (!isRefused && kept.token !== undefined && now() < kept.until) return kept.token.value
    if (isRefused && kept.asking === undefined) {
      // A server that refuses whatever it is given would have us ask its issuer for ever.
      if (now() - refusedAt < bound('login-renew-ms'))
        throw new Failure('server-credentials', 'The server refuses the token that its issuer just gave', {
          fix: CHECK,
        })
      refusedAt = now()
    }
    kept.asking ??= asked(parts).finally(() => (kept.asking = undefined))
    kept.token = await kept.asking
    kept.until = goodUntil(kept.token.lasts ?? LASTS_S, now())!
    return kept.token.value
  }
}

async function asked({ remote, net, oauth, secret }: ClientParts): Promise<Token> {
  const { issuer: named, client: id, scopes } = oauth
  try {
    const { ask } = await wayTo({ remote, net, issuer: named })
    const issuer = await issuerNamed(named, ask)
    const client = { id, secret, auth: 'client_secret_basic' } as const
    return await tokenOfClient({ issuer, client, ask }, remote.url, scopes)
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code !== 'login-refused') throw cause
    if (!(cause instanceof Refused)) throw new Failure('issuer-unusable', cause.message, { cause })
    throw new Failure('server-credentials', cause.message, { fix: CHECK })
  }
}
