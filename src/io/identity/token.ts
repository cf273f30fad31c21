// Reads a signed token and checks its signature by the issuer's keys. What it says is judged in core.
import { compactVerify, decodeProtectedHeader, errors } from 'jose'
import { ALGORITHMS } from '../../core/identity/header.ts'
import { isObject, type Json, type JsonObject } from '../../core/model/json.ts'
import type { Keys } from './issuer-keys.ts'

/** Unsigned words of whoever sent it; null: it is no token. */
export function headerOf(token: string): JsonObject | null {
  // The other form of five parts is encrypted: nothing of it could be checked.
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return null
  try {
    return decodeProtectedHeader(token) as JsonObject
  } catch {
    return null
  }
}

/** What it says, or why nobody knows whether the issuer said so. */
export async function signedClaims(
  token: string,
  keys: Keys,
): Promise<JsonObject | 'key-unknown' | 'signature-wrong' | 'token-malformed'> {
  try {
    const { payload } = await compactVerify(token, keys.find, { algorithms: [...ALGORITHMS] })
    return claimsIn(payload) ?? 'token-malformed'
  } catch (cause) {
    if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys)
      return 'key-unknown'
    if (cause instanceof errors.JOSEError || cause instanceof TypeError) return 'signature-wrong'
    throw cause
  }
}

/** Null: what was signed says nothing that can be read. */
export function claimsIn(payload: Uint8Array): JsonObject | null {
  try {
    const claims = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as Json
    return isObject(claims) ? claims : null
  } catch {
    return null
  }
}
