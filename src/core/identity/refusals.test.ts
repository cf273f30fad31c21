import { describe, expect, test } from 'vitest'
import type { Expected } from './expected.ts'
import { isMetadataPath, metadataAddress, metadataOf } from './metadata.ts'
import { challengeOf, TOKEN_REFUSALS, type TokenRefusal } from './refusals.ts'

const EXPECTED: Expected = {
  issuer: 'https://id.example',
  resource: 'https://gateway.example/team',
  scopes: ['mcp:use', 'mcp:more'],
  groupsClaim: null,
  acr: ['gold', 'silver'],
  amr: [],
}
const WHERE = 'resource_metadata="https://gateway.example/.well-known/oauth-protected-resource/team"'
const SCOPES = 'scope="mcp:use mcp:more"'

describe('a challenge', () => {
  test.each<[TokenRefusal, string]>([
    ['token-missing', `Bearer realm="sallyport", ${WHERE}, ${SCOPES}`],
    [
      'token-audience',
      `Bearer realm="sallyport", error="invalid_token", error_description="The token is not for this resource and for it alone.", ${WHERE}, ${SCOPES}`,
    ],
    [
      'scope-missing',
      `Bearer realm="sallyport", error="insufficient_scope", error_description="The token lacks a scope that is needed here.", ${WHERE}, ${SCOPES}`,
    ],
    [
      'login-weak',
      `Bearer realm="sallyport", error="insufficient_user_authentication", error_description="A stronger login is needed.", ${WHERE}, ${SCOPES}, acr_values="gold silver"`,
    ],
  ])('%s', (why, header) => {
    expect(challengeOf(why, EXPECTED)).toEqual({ 'www-authenticate': header })
  })

  test('names no scope and no class where none is needed', () => {
    const header = challengeOf('login-weak', { ...EXPECTED, scopes: [], acr: [] })['www-authenticate']
    expect(header).not.toMatch(/scope=|acr_values=/)
  })

  test('an issuer that is away is nothing that a client could do something about', () => {
    expect(challengeOf('issuer-away', EXPECTED)).toEqual({ 'retry-after': '10' })
  })

  test.each(Object.entries(TOKEN_REFUSALS))('%s can stand in a header', (_, [status, error, words]) => {
    expect([400, 401, 403, 503]).toContain(status)
    expect(`${error}${words}`).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
  })
})

describe('the metadata of the resource', () => {
  test('names the resource, its issuer and its scopes', () => {
    expect(metadataOf(EXPECTED)).toEqual({
      resource: 'https://gateway.example/team',
      authorization_servers: ['https://id.example'],
      scopes_supported: ['mcp:use', 'mcp:more'],
      bearer_methods_supported: ['header'],
      resource_name: 'Sallyport',
    })
  })

  test('does not speak of scopes where none is needed', () => {
    expect(metadataOf({ ...EXPECTED, scopes: [] })).not.toHaveProperty('scopes_supported')
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
