// Why a token is refused: status, error of RFC 6750 or RFC 9470, and our words. Nothing of the token is ever repeated.
import type { Expected } from './expected.ts'
import { metadataAddress } from './metadata.ts'

export const TOKEN_REFUSALS = {
  'token-missing': [401, '', 'A token is needed. The metadata of this resource names its issuer.'],
  'token-in-url': [400, 'invalid_request', 'A token never stands in an address. Send it in the Authorization header.'],
  'token-malformed': [401, 'invalid_token', 'The token is no signed token (JWT).'],
  'token-algorithm': [401, 'invalid_token', 'The token is not signed by an algorithm that is accepted here.'],
  'token-type': [401, 'invalid_token', 'The token is no access token.'],
  'token-bound': [401, 'invalid_token', 'The token is bound to a key or a certificate, and nothing of that was shown.'],
  'token-foreign': [401, 'invalid_token', 'The token is bound to another certificate.'],
  'token-unbound': [
    401,
    'invalid_token',
    'Only tokens that are bound to the certificate of the client are taken here.',
  ],
  'key-unknown': [401, 'invalid_token', 'The issuer has no such key.'],
  'signature-wrong': [401, 'invalid_token', 'The signature of the token is wrong.'],
  'token-issuer': [401, 'invalid_token', 'The token comes from another issuer.'],
  'token-audience': [401, 'invalid_token', 'The token is not for this resource and for it alone.'],
  'token-expired': [401, 'invalid_token', 'The token has expired.'],
  'token-early': [401, 'invalid_token', 'The token is not good yet.'],
  'token-long': [401, 'invalid_token', 'The token would be good for too long. Ask the issuer for a shorter one.'],
  'token-subject': [401, 'invalid_token', 'The token does not say whom it is about.'],
  'token-groups': [401, 'invalid_token', 'The token does not list its groups as this gateway needs them.'],
  'token-wildcard': [401, 'invalid_token', 'The token has a scope for everything. Ask for those that are needed.'],
  'login-weak': [401, 'insufficient_user_authentication', 'A stronger login is needed.'],
  'scope-missing': [403, 'insufficient_scope', 'The token lacks a scope that is needed here.'],
  'issuer-away': [503, '', 'The keys of the issuer cannot be fetched. Try again in a moment.'],
} as const satisfies Record<string, readonly [status: number, error: string, words: string]>

export type TokenRefusal = keyof typeof TOKEN_REFUSALS

export const isTokenRefusal = (why: string): why is TokenRefusal => Object.hasOwn(TOKEN_REFUSALS, why)

/** The headers of a refusal: what a client needs to get a token that is good enough, such as these scopes. */
export function challengeOf(
  why: TokenRefusal,
  expected: Expected,
  scopes: readonly string[] = expected.scopes,
): Readonly<Record<string, string>> {
  const [status, error, words] = TOKEN_REFUSALS[why]
  if (status === 503) return { 'retry-after': '10' }
  const { acr } = expected
  const parts = [
    ['realm', 'sallyport'],
    ['error', error],
    ['error_description', error === '' ? '' : words],
    ['resource_metadata', metadataAddress(expected)],
    ['scope', scopes.join(' ')],
    ['acr_values', why === 'login-weak' ? acr.join(' ') : ''],
  ].filter(([, value]) => value !== '')
  return { 'www-authenticate': `Bearer ${parts.map(([name, value]) => `${name}="${value}"`).join(', ')}` }
}
