// Checks the signature of a proof of possession by the key that stands in it, and says which key that is. What the proof says is
// judged in core.
import { calculateJwkThumbprint, compactVerify, errors, importJWK } from 'jose'
import type { JsonObject } from '../../core/model/json.ts'
import type { ProofKey } from '../../core/identity/proof/head.ts'
import { claimsIn } from './token.ts'

/** `key`: the thumbprint of its key, as tokens are bound to it (RFC 7638, SHA-256). */
export type Signed = { readonly claims: JsonObject; readonly key: string }

export async function signedProof(
  proof: string,
  { alg, jwk }: ProofKey,
): Promise<Signed | 'proof-key' | 'proof-signature' | 'proof-malformed'> {
  try {
    const { payload } = await compactVerify(proof, await importJWK(jwk, alg), { algorithms: [alg] })
    const claims = claimsIn(payload)
    return claims === null ? 'proof-malformed' : { claims, key: await calculateJwkThumbprint(jwk, 'sha256') }
  } catch (cause) {
    if (cause instanceof errors.JWSSignatureVerificationFailed) return 'proof-signature'
    // Of another kind than the algorithm, on no curve that there is, or too short.
    if (cause instanceof errors.JOSEError || cause instanceof TypeError || cause instanceof DOMException)
      return 'proof-key'
    throw cause
  }
}
