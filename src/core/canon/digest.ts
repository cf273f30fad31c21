// Canonical JSON (RFC 8785) and its digests. Hashing itself is handed in: core imports nothing of Node.
import canonicalizeJson from 'canonicalize'
import type { Digest } from '../model/artifact.ts'
import type { Json } from '../model/json.ts'

/** Lower-case hex of SHA-256. */
export type Sha256 = (data: string | Uint8Array) => string

/** Throws on lone surrogates and on numbers that JSON cannot say: such values have no canonical text. */
export function canonical(value: Json): string {
  const text = canonicalizeJson(value)
  if (text === undefined) throw new TypeError('a value without a JSON form has no canonical text')
  return text
}

export const digestText = (text: string | Uint8Array, sha256: Sha256): Digest => `sha256:${sha256(text)}`
export const digestJson = (value: Json, sha256: Sha256): Digest => digestText(canonical(value), sha256)
