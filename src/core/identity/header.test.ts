import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../model/json.ts'
import { headerFault } from './header.ts'
import { keysIn } from './keys.ts'

describe('the head of a token', () => {
  test.each<[string, JsonObject, string | null]>([
    ['an access token', { alg: 'RS256', typ: 'at+jwt', kid: 'a' }, null],
    ['its type in full', { alg: 'ES256', typ: 'application/at+JWT', kid: 'a' }, null],
    ['any signed token', { alg: 'EdDSA', typ: 'JWT', kid: 'a' }, null],
    ['no type', { alg: 'PS512', kid: 'a' }, null],
    ['no algorithm', { typ: 'JWT', kid: 'a' }, 'token-algorithm'],
    ['the algorithm none', { alg: 'none', kid: 'a' }, 'token-algorithm'],
    ['none in other letters', { alg: 'nOnE', kid: 'a' }, 'token-algorithm'],
    ['a shared secret', { alg: 'HS256', kid: 'a' }, 'token-algorithm'],
    ['an algorithm in other letters', { alg: 'rs256', kid: 'a' }, 'token-algorithm'],
    ['algorithms in a list', { alg: ['RS256'], kid: 'a' }, 'token-algorithm'],
    ['what must be understood', { alg: 'RS256', kid: 'a', crit: ['exp'], exp: 1 }, 'token-malformed'],
    ['a token of a logout', { alg: 'RS256', typ: 'logout+jwt', kid: 'a' }, 'token-type'],
    ['a proof', { alg: 'ES256', typ: 'dpop+jwt', kid: 'a' }, 'token-type'],
    ['a type that is no text', { alg: 'RS256', typ: 7, kid: 'a' }, 'token-type'],
    ['no key', { alg: 'RS256' }, 'key-unknown'],
    ['an empty key', { alg: 'RS256', kid: '' }, 'key-unknown'],
    ['a key that is no text', { alg: 'RS256', kid: 7 }, 'key-unknown'],
    ['a key with too long a name', { alg: 'RS256', kid: 'a'.repeat(257) }, 'key-unknown'],
  ])('%s', (_, header, fault) => {
    expect(headerFault(header)).toBe(fault)
  })
})

describe('the keys of an issuer', () => {
  const RSA = { kty: 'RSA', kid: 'a', n: 'n', e: 'AQAB' }

  test.each<[string, Json, readonly string[]]>([
    ['pairs', [RSA, { kty: 'EC', kid: 'b' }, { kty: 'OKP', kid: 'c', use: 'sig' }], ['a', 'b', 'c']],
    ['no shared secret', [RSA, { kty: 'oct', kid: 'b', k: 'AAAA' }], ['a']],
    ['nothing with a secret in it', [RSA, { ...RSA, kid: 'b', k: 'AAAA' }], ['a']],
    ['no private half', [{ ...RSA, d: 'AAAA' }], []],
    ['none for encryption', [{ ...RSA, use: 'enc' }], []],
    ['none without a name', [{ kty: 'RSA' }, { ...RSA, kid: 7 }, { ...RSA, kid: '' }], []],
    ['none', [], []],
  ])('%s', (_, keys, names) => {
    expect(keysIn({ keys })?.map(({ kid }) => kid)).toEqual(names)
  })

  test.each<[string, Json]>([
    ['a list', [RSA]],
    ['no keys', {}],
    ['keys that are no list', { keys: RSA }],
    ['a key that is no object', { keys: [RSA, 'a'] }],
    ['too many keys', { keys: Array.from({ length: 101 }, () => RSA) }],
  ])('refused: %s', (_, document) => {
    expect(keysIn(document)).toBeNull()
  })
})
