// What the head of a token must say before any key is looked for. It is not signed for yet: it can only refuse.
import { bound } from '../model/bounds.ts'
import type { JsonObject } from '../model/json.ts'
import type { TokenRefusal } from './refusals.ts'

/** By a pair of keys alone. With a shared secret, whoever can check a token could make one; what the issuer publishes is no secret. */
export const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
] as const

/** Of an access token (RFC 9068), or of none in particular, as many issuers have it. Those for logins, logouts and proofs have their own. */
const TYPES: ReadonlySet<unknown> = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt'])

export function headerFault({ alg, typ, kid, crit }: JsonObject): TokenRefusal | null {
  if (!ALGORITHMS.some((one) => one === alg)) return 'token-algorithm'
  // What has to be understood is not understood here (RFC 7515 section 4.1.11).
  if (crit !== undefined) return 'token-malformed'
  if (!TYPES.has(typeof typ === 'string' ? typ.toLowerCase() : typ)) return 'token-type'
  return typeof kid === 'string' && kid !== '' && kid.length <= bound('identity-value-chars') ? null : 'key-unknown'
}
