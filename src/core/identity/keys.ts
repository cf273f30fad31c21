// The keys that an issuer publishes (RFC 7517), as far as a token may be checked by them.
import { bound } from '../model/bounds.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'

export type PublicKey = JsonObject & { readonly kid: string }

/** Public keys of a pair that have a name; null when it is no set of keys, or holds too many. */
export function keysIn(document: Json): readonly PublicKey[] | null {
  const keys = isObject(document) ? document['keys'] : undefined
  if (!Array.isArray(keys) || keys.length > bound('identity-keys') || !keys.every(isObject)) return null
  return keys.filter(isUsable)
}

const KINDS: ReadonlySet<unknown> = new Set(['RSA', 'EC', 'OKP'])

/** A secret that everybody can fetch is none: neither one that is shared (`oct`) nor the other half of a pair (`d`). */
function isUsable(key: JsonObject): key is PublicKey {
  const { kty, kid, use, d, k } = key
  return KINDS.has(kty) && typeof kid === 'string' && kid !== '' && use !== 'enc' && d === undefined && k === undefined
}
