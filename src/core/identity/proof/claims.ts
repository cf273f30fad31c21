// What a proof of possession must say whose signature is right: that it was made now, for this very request and token (RFC 9449
// section 4.3). Absence is refusal.
import { bound } from '../../model/bounds.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { normalAddress } from '../address.ts'
import { isShort, isTime } from '../claims.ts'
import type { TokenRefusal } from '../refusals.ts'

export type Proof = {
  /** Its `jti`: no two proofs of one key have the same. */
  readonly id: string
  /** What it repeats of ours; null where it repeats nothing that could be. */
  readonly nonce: string | null
}

/** The request that came with it. */
export type Occasion = {
  readonly verb: string
  /** As clients reach us, in its normal spelling. */
  readonly address: string
  /** SHA-256 of the token in base64url. */
  readonly tokenHash: string
}

/** `now` in milliseconds of the wall clock. */
export function proofIn(claims: JsonObject, { verb, address, tokenHash }: Occasion, now: number): Proof | TokenRefusal {
  const { jti, htm, htu, ath, nonce } = claims
  if (htm !== verb) return 'proof-method'
  if (typeof htu !== 'string' || normalAddress(htu) !== address) return 'proof-address'
  if (ath !== tokenHash) return 'proof-token'
  if (!isOfNow(claims, now)) return 'proof-time'
  if (!isShort(jti)) return 'proof-id'
  return { id: jti, nonce: typeof nonce === 'string' ? nonce : null }
}

/** No proof needs an end of its own; one that has it means it (RFC 7519 section 4.1). */
function isOfNow({ iat, nbf = null, exp = null }: JsonObject, now: number): boolean {
  const isNear = (value: Json): boolean => isTime(value) && Math.abs(value * 1_000 - now) <= bound('proof-window-ms')
  if (iat === undefined || !isNear(iat)) return false
  const leeway = bound('identity-leeway-ms')
  if (nbf !== null && !(isTime(nbf) && nbf * 1_000 <= now + leeway)) return false
  return exp === null || (isTime(exp) && now < exp * 1_000 + leeway)
}
