import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../../model/json.ts'
import { proofKeyIn } from './head.ts'

const EC = { kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ' }
const RSA = { kty: 'RSA', e: 'AQAB', n: 'bg' }
const OKP = { kty: 'OKP', crv: 'Ed25519', x: 'eA' }
const head = (change: JsonObject = {}): JsonObject => ({ typ: 'dpop+jwt', alg: 'ES256', jwk: EC, ...change })
const without = (name: string): JsonObject =>
  Object.fromEntries(Object.entries(head()).filter(([member]) => member !== name))

test.each<[string, JsonObject, Json]>([
  ['of the usual kind', head(), EC],
  ['whose type is written in full', head({ typ: 'application/DPoP+jwt' }), EC],
  ['with another kind of key', head({ alg: 'PS256', jwk: RSA }), RSA],
  ['with the third kind of key', head({ alg: 'EdDSA', jwk: OKP }), OKP],
  ['of whose key more is told', head({ jwk: { ...EC, kid: 'a', use: 'sig', alg: 'ES256', x5c: ['a'] } }), EC],
])('a head %s: the public key, and nothing else of it', (_, given, jwk) => {
  expect(proofKeyIn(given)).toEqual({ alg: given['alg'], jwk })
})

test.each<[string, JsonObject, string]>([
  ['no type', without('typ'), 'proof-type'],
  ['the type of a token', head({ typ: 'at+jwt' }), 'proof-type'],
  ['the type of any token', head({ typ: 'JWT' }), 'proof-type'],
  ['a type in a list', head({ typ: ['dpop+jwt'] }), 'proof-type'],
  ['no signature', head({ alg: 'none' }), 'proof-algorithm'],
  ['a shared secret', head({ alg: 'HS256' }), 'proof-algorithm'],
  ['no algorithm', without('alg'), 'proof-algorithm'],
  ['an algorithm in other letters', head({ alg: 'es256' }), 'proof-algorithm'],
  ['what must be understood', head({ crit: ['b64'], b64: false }), 'proof-malformed'],
  ['no key', without('jwk'), 'proof-key'],
  ['a key that is a text', head({ jwk: 'a' }), 'proof-key'],
  ['a list of keys', head({ jwk: [EC] }), 'proof-key'],
  ['a secret as key', head({ jwk: { kty: 'oct', k: 'AAAA' } }), 'proof-key'],
  ['a kind that every object has', head({ jwk: { ...EC, kty: 'constructor' } }), 'proof-key'],
  ['the private half', head({ jwk: { ...EC, d: 'ZA' } }), 'proof-key'],
  ['one private number', head({ jwk: { ...RSA, qi: 'ZA' } }), 'proof-key'],
  ['a private half that is empty', head({ jwk: { ...EC, d: null } }), 'proof-key'],
  ['half a point', head({ jwk: { kty: 'EC', crv: 'P-256', x: 'eA' } }), 'proof-key'],
  ['a number as a number', head({ jwk: { ...EC, x: 7 } }), 'proof-key'],
  ['other letters', head({ jwk: { ...EC, x: 'e+A=' } }), 'proof-key'],
  ['a key for encryption', head({ jwk: { ...EC, use: 'enc' } }), 'proof-key'],
  ['an exponent that takes long', head({ alg: 'RS256', jwk: { ...RSA, e: 'A'.repeat(9) } }), 'proof-key'],
])('refused: %s', (_, given, why) => {
  expect(proofKeyIn(given)).toBe(why)
})
