import { describe, expect, test } from 'vitest'
import type { Binding } from './binding.ts'
import type { Expected } from './expected.ts'
import { ALGORITHMS } from './header.ts'
import { isMetadataPath, metadataAddress, metadataOf } from './metadata.ts'
import { challengeIn } from './login/challenge.ts'
import { type Asked, challengeOf, TOKEN_REFUSALS, type TokenRefusal } from './refusals.ts'

const EXPECTED: Expected = {
  issuer: 'https://id.example',
  resource: 'https://gateway.example/team',
  scopes: ['mcp:use', 'mcp:more'],
  groupsClaim: null,
  acr: ['gold', 'silver'],
  amr: [],
  tokens: 'any',
  dpopNonce: 'on',
}
const WHERE = 'resource_metadata="https://gateway.example/.well-known/oauth-protected-resource/team"'
const SCOPES = 'scope="mcp:use mcp:more"'
const ALGS = 'algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"'
const AS_BEARER = { scheme: 'Bearer', binding: 'none' } as const
const AS_PROOF = { scheme: 'DPoP', binding: 'none' } as const

describe('a challenge', () => {
  test.each<[TokenRefusal, string]>([
    ['token-missing', `Bearer realm="sallyport", ${WHERE}, ${SCOPES}, DPoP ${ALGS}`],
    [
      'token-audience',
      `Bearer realm="sallyport", error="invalid_token", error_description="The token is not for this resource and for it alone.", ${WHERE}, ${SCOPES}, DPoP ${ALGS}`,
    ],
    [
      'scope-missing',
      `Bearer realm="sallyport", error="insufficient_scope", error_description="The token lacks a scope that is needed here.", ${WHERE}, ${SCOPES}`,
    ],
    [
      'login-weak',
      `Bearer realm="sallyport", error="insufficient_user_authentication", error_description="A stronger login is needed.", ${WHERE}, ${SCOPES}, acr_values="gold silver", DPoP ${ALGS}`,
    ],
  ])('%s', (why, header) => {
    expect(challengeOf(why, EXPECTED, AS_BEARER)).toEqual({ 'www-authenticate': header })
  })

  test.each<[TokenRefusal, Pick<Asked, 'scheme' | 'binding'>, string, string]>([
    ['proof-time', AS_PROOF, 'invalid_dpop_proof', TOKEN_REFUSALS['proof-time'][2]],
    ['proof-nonce', AS_PROOF, 'use_dpop_nonce', TOKEN_REFUSALS['proof-nonce'][2]],
    ['proof-foreign', AS_PROOF, 'invalid_token', TOKEN_REFUSALS['proof-foreign'][2]],
    ['token-audience', AS_PROOF, 'invalid_token', TOKEN_REFUSALS['token-audience'][2]],
    ['scope-missing', AS_PROOF, 'insufficient_scope', TOKEN_REFUSALS['scope-missing'][2]],
    ['proof-twice', AS_BEARER, 'invalid_dpop_proof', TOKEN_REFUSALS['proof-twice'][2]],
    ['token-unbound', { scheme: 'Bearer', binding: 'key' }, 'invalid_token', TOKEN_REFUSALS['token-unbound'][2]],
  ])('%s is told as one of DPoP alone: %j', (why, asked, error, words) => {
    expect(challengeOf(why, EXPECTED, asked)).toEqual({
      'www-authenticate': `DPoP realm="sallyport", error="${error}", error_description="${words}", ${ALGS}, ${WHERE}, ${SCOPES}`,
    })
  })

  test('the scopes of one server stand in place of those of all', () => {
    const header = challengeOf('scope-missing', EXPECTED, { ...AS_PROOF, scopes: ['a', 'b'] })['www-authenticate']
    expect(header).toContain('scope="a b"')
  })

  test('our own login reads the first challenge, whatever follows it', () => {
    const { 'www-authenticate': header } = challengeOf('token-missing', EXPECTED, AS_BEARER)
    expect(challengeIn(header)).toEqual({
      error: '',
      scopes: EXPECTED.scopes,
      metadata: 'https://gateway.example/.well-known/oauth-protected-resource/team',
    })
  })

  test('names no scope and no class where none is needed', () => {
    const header = challengeOf('login-weak', { ...EXPECTED, scopes: [], acr: [] }, AS_BEARER)['www-authenticate']
    expect(header).not.toMatch(/scope=|acr_values=/)
  })

  test('an issuer that is away is nothing that a client could do something about', () => {
    expect(challengeOf('issuer-away', EXPECTED, AS_BEARER)).toEqual({ 'retry-after': '10' })
    expect(challengeOf('proofs-full', EXPECTED, AS_PROOF)).toEqual({ 'retry-after': '10' })
  })

  test.each(Object.entries(TOKEN_REFUSALS))('%s can stand in a header', (_, [status, error, words]) => {
    expect([400, 401, 403, 503]).toContain(status)
    expect(`${error}${words}`).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
  })
})

describe('the metadata of the resource', () => {
  test('names the resource, its issuer and its scopes', () => {
    expect(metadataOf(EXPECTED, 'none')).toEqual({
      resource: 'https://gateway.example/team',
      authorization_servers: ['https://id.example'],
      scopes_supported: ['mcp:use', 'mcp:more'],
      bearer_methods_supported: ['header'],
      resource_name: 'Sallyport',
      dpop_signing_alg_values_supported: [...ALGORITHMS],
      dpop_bound_access_tokens_required: false,
    })
  })

  test.each<[Binding, boolean | undefined, boolean]>([
    ['none', undefined, false],
    ['certificate', true, false],
    ['key', undefined, true],
    ['either', undefined, false],
  ])('says to what each token has to be bound: %s', (binding, toCertificate, toKey) => {
    const said = metadataOf(EXPECTED, binding)
    expect([said['tls_client_certificate_bound_access_tokens'], said['dpop_bound_access_tokens_required']]).toEqual([
      toCertificate,
      toKey,
    ])
  })

  test('does not speak of scopes where none is needed', () => {
    expect(metadataOf({ ...EXPECTED, scopes: [] }, 'none')).not.toHaveProperty('scopes_supported')
  })

  test.each([
    ['https://gateway.example', 'https://gateway.example/.well-known/oauth-protected-resource'],
    ['https://gateway.example/', 'https://gateway.example/.well-known/oauth-protected-resource'],
    ['http://127.0.0.1:7325/mcp', 'http://127.0.0.1:7325/.well-known/oauth-protected-resource/mcp'],
  ])('of %s lies at %s', (resource, address) => {
    expect(metadataAddress({ ...EXPECTED, resource })).toBe(address)
  })

  test.each([
    ['/.well-known/oauth-protected-resource', true],
    ['/.well-known/oauth-protected-resource/s/files/mcp', true],
    ['/.well-known/oauth-protected-resources', false],
    ['/s/files/mcp', false],
  ])('%s: %s', (path, isThere) => {
    expect(isMetadataPath(path)).toBe(isThere)
  })
})
