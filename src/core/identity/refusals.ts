// Why a token or a proof is refused: status, error of RFC 6750, RFC 9449 or RFC 9470, and our words. Nothing of either is ever repeated.
import type { Binding } from './binding.ts'
import type { Expected } from './expected.ts'
import { ALGORITHMS } from './header.ts'
import { metadataAddress } from './metadata.ts'

const PROOF = 'invalid_dpop_proof'

export const TOKEN_REFUSALS = {
  'token-missing': [401, '', 'A token is needed. The metadata of this resource names its issuer.'],
  'token-in-url': [400, 'invalid_request', 'A token never stands in an address. Send it in the Authorization header.'],
  'token-malformed': [401, 'invalid_token', 'The token is no signed token (JWT).'],
  'token-algorithm': [401, 'invalid_token', 'The token is not signed by an algorithm that is accepted here.'],
  'token-type': [401, 'invalid_token', 'The token is no access token.'],
  'token-bound': [
    401,
    'invalid_token',
    'The token is bound to something that is not known here, or to a certificate that was not shown.',
  ],
  'token-foreign': [401, 'invalid_token', 'The token is bound to another certificate.'],
  'token-unbound': [
    401,
    'invalid_token',
    'Only tokens that are bound to their client are taken here. The metadata of this resource says to what.',
  ],
  'token-as-bearer': [401, 'invalid_token', 'The token is bound to a key. Send it as DPoP, with a proof.'],
  'proof-unasked': [
    401,
    'invalid_token',
    'The token is bound to no key. Ask the issuer for one that is, with a proof.',
  ],
  'proof-foreign': [
    401,
    'invalid_token',
    'The token is bound to another key. Sign proofs with the one that it was asked for with.',
  ],
  'proof-missing': [401, PROOF, 'The header DPoP is missing. Send a new proof in it with each request.'],
  'proof-twice': [401, PROOF, 'The header DPoP stands twice in the request. Send one proof.'],
  'proof-malformed': [
    401,
    PROOF,
    'The proof is no signed token (JWT) that is accepted here. Make one as RFC 9449 says.',
  ],
  'proof-type': [401, PROOF, 'The head of the proof does not say the type (typ) dpop+jwt.'],
  'proof-algorithm': [
    401,
    PROOF,
    'The proof is not signed by an algorithm that is accepted here. The challenge names those that are.',
  ],
  'proof-key': [401, PROOF, 'The head of the proof has to hold a public key (jwk), and nothing of a private one.'],
  'proof-signature': [401, PROOF, 'The signature of the proof does not fit the key in its head.'],
  'proof-method': [401, PROOF, 'The proof is for another method of HTTP (htm). Make one for each request.'],
  'proof-address': [
    401,
    PROOF,
    'The proof is for another address (htu) than the one below the resource that the metadata names.',
  ],
  'proof-token': [401, PROOF, 'The proof is for another token (ath). Make one for the token that it goes with.'],
  'proof-time': [
    401,
    PROOF,
    'The proof was not made now (iat). Make one for each request, and look at the clock of the client.',
  ],
  'proof-id': [401, PROOF, 'The proof has no id (jti), or one that is too long. Make a new one for each proof.'],
  'proof-nonce': [401, 'use_dpop_nonce', 'The proof has to repeat the nonce that comes with this answer.'],
  'proof-replayed': [401, PROOF, 'The proof was used before. Make one for each request.'],
  'proofs-full': [503, '', 'Too many proofs came in a short time. Try again in a moment.'],
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

/** What was asked, and how: `scopes` are all that are needed. */
export type Asked = { readonly scopes?: readonly string[]; readonly scheme: Scheme; readonly binding: Binding }
export type Scheme = 'Bearer' | 'DPoP'

/** The headers of a refusal: what a client needs to get a token that is good enough, and to show it (RFC 9449 section 7.1). */
export function challengeOf(why: TokenRefusal, expected: Expected, asked: Asked): Readonly<Record<string, string>> {
  const [status, error, words] = TOKEN_REFUSALS[why]
  if (status === 503) return { 'retry-after': '10' }
  const { scopes = expected.scopes, scheme, binding } = asked
  const isOfProof = scheme === 'DPoP' || binding === 'key' || error === PROOF
  const parts = [
    ['realm', 'sallyport'],
    ['error', error],
    ['error_description', error === '' ? '' : words],
    ['algs', isOfProof ? ALGORITHMS.join(' ') : ''],
    ['resource_metadata', metadataAddress(expected)],
    ['scope', scopes.join(' ')],
    ['acr_values', why === 'login-weak' ? expected.acr.join(' ') : ''],
  ].filter(([, value]) => value !== '')
  const own = `${isOfProof ? 'DPoP' : 'Bearer'} ${parts.map(([name, value]) => `${name}="${value}"`).join(', ')}`
  // Behind the other one: most clients read only the first challenge.
  const other = isOfProof || status !== 401 ? '' : `, DPoP algs="${ALGORITHMS.join(' ')}"`
  return { 'www-authenticate': own + other }
}
