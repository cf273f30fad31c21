// The head of a proof of possession (RFC 9449 section 4.2): the key that it is signed with stands in it. It can only refuse: that the
// key is the one of the token is judged from its thumbprint, once the signature was checked.
import { isObject, type JsonObject } from '../../model/json.ts'
import { ALGORITHMS } from '../header.ts'
import type { TokenRefusal } from '../refusals.ts'

/** Nothing but what a public key is made of (RFC 7638 section 3.2). */
export type ProofKey = { readonly alg: string; readonly jwk: Readonly<Record<string, string>> }

const TYPES: ReadonlySet<unknown> = new Set(['dpop+jwt', 'application/dpop+jwt'])

export function proofKeyIn({ typ, alg, crit, jwk }: JsonObject): ProofKey | TokenRefusal {
  if (!TYPES.has(typeof typ === 'string' ? typ.toLowerCase() : typ)) return 'proof-type'
  const known = ALGORITHMS.find((one) => one === alg)
  if (known === undefined) return 'proof-algorithm'
  if (crit !== undefined) return 'proof-malformed'
  const half = isObject(jwk) ? publicHalf(jwk) : null
  return half === null ? 'proof-key' : { alg: known, jwk: half }
}

const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
  RSA: ['e', 'n'],
}
/** Of any kind of key. Who sends one of these has given it away. */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']
/** Of base64url; another exponent than the usual ones would only make us calculate for long. */
const MAX_EXPONENT = 8

function publicHalf(jwk: JsonObject): ProofKey['jwk'] | null {
  const { kty, use = 'sig' } = jwk
  const members = typeof kty === 'string' && Object.hasOwn(MEMBERS, kty) ? MEMBERS[kty]! : null
  if (members === null || use !== 'sig' || PRIVATE.some((name) => Object.hasOwn(jwk, name))) return null
  const half = Object.fromEntries(['kty', ...members].map((name) => [name, jwk[name]]))
  if (!isWritten(half) || (kty === 'RSA' && half['e']!.length > MAX_EXPONENT)) return null
  return half
}

const isWritten = (half: Readonly<Record<string, unknown>>): half is ProofKey['jwk'] =>
  Object.values(half).every((value) => typeof value === 'string' && /^[\w-]+$/.test(value))
