import { describe, expect, test } from 'vitest'
import type { Json } from '../model/json.ts'
import { safeAddress } from './address.ts'
import { expectedIn } from './expected.ts'

const ISSUER = 'https://id.example/realms/team'
const RESOURCE = 'https://gateway.example'

describe('what tokens have to say', () => {
  test('issuer and resource are enough', () => {
    expect(expectedIn({ issuer: ISSUER, resource: RESOURCE })).toEqual({
      issuer: ISSUER,
      resource: RESOURCE,
      scopes: [],
      groupsClaim: null,
      acr: [],
      amr: [],
      tokens: 'any',
      dpopNonce: 'on',
    })
  })

  test('all of it', () => {
    const all = {
      ...{ issuer: 'http://127.0.0.1:9000', resource: `${RESOURCE}:8443/mcp` },
      ...{ scopes: ['mcp:use'], groupsClaim: 'groups', acr: ['urn:mace:gold'], amr: ['mfa'] },
      ...{ tokens: 'bound', dpopNonce: 'off' },
    }
    expect(expectedIn(all)).toEqual(all)
    const more = { ...all, serverScopes: { files: ['files:use'], mail: [] } }
    expect(expectedIn(more)).toEqual(more)
  })

  test.each<[string, Json, string]>([
    ['no map', 'https://id.example', ''],
    ['a list', [ISSUER], ''],
    ['an unknown member', { issuer: ISSUER, resource: RESOURCE, audience: RESOURCE }, 'audience'],
    ['no issuer', { resource: RESOURCE }, 'issuer'],
    ['an issuer that is no address', { issuer: 'id.example', resource: RESOURCE }, 'issuer'],
    ['an issuer that others could answer for', { issuer: 'http://id.example', resource: RESOURCE }, 'issuer'],
    ['an issuer with a query', { issuer: `${ISSUER}?a=b`, resource: RESOURCE }, 'issuer'],
    ['an issuer with a fragment', { issuer: `${ISSUER}#a`, resource: RESOURCE }, 'issuer'],
    ['an issuer with a password', { issuer: 'https://a:b@id.example', resource: RESOURCE }, 'issuer'],
    ['an issuer in capitals', { issuer: 'https://ID.example', resource: RESOURCE }, 'issuer'],
    ['an issuer with a way back', { issuer: 'https://id.example/a/../b', resource: RESOURCE }, 'issuer'],
    ['no resource', { issuer: ISSUER }, 'resource'],
    ['a resource of another kind', { issuer: ISSUER, resource: 'urn:gateway' }, 'resource'],
    ['a scope for everything', { issuer: ISSUER, resource: RESOURCE, scopes: ['mcp:*'] }, 'scopes'],
    ['scopes that are no list', { issuer: ISSUER, resource: RESOURCE, scopes: 'mcp:use' }, 'scopes'],
    ['a scope with a blank', { issuer: ISSUER, resource: RESOURCE, scopes: ['a b'] }, 'scopes'],
    ['a scope that ends a header', { issuer: ISSUER, resource: RESOURCE, scopes: ['a"b'] }, 'scopes'],
    ['too many scopes', { issuer: ISSUER, resource: RESOURCE, scopes: 'abcdefghijklmnopqrstu'.split('') }, 'scopes'],
    ['scopes of no server', { issuer: ISSUER, resource: RESOURCE, serverScopes: ['a'] }, 'serverScopes'],
    [
      'scopes of a server that are no list',
      { issuer: ISSUER, resource: RESOURCE, serverScopes: { a: 'b' } },
      'serverScopes',
    ],
    [
      'a scope of a server for everything',
      { issuer: ISSUER, resource: RESOURCE, serverScopes: { a: ['*'] } },
      'serverScopes',
    ],
    ['a claim that is no name', { issuer: ISSUER, resource: RESOURCE, groupsClaim: ['groups'] }, 'groupsClaim'],
    ['classes of login that are no words', { issuer: ISSUER, resource: RESOURCE, acr: [1] }, 'acr'],
    ['tokens of an unknown kind', { issuer: ISSUER, resource: RESOURCE, tokens: 'dpop' }, 'tokens'],
    ['a nonce that is neither', { issuer: ISSUER, resource: RESOURCE, dpopNonce: true }, 'dpopNonce'],
    ['methods of login that are no words', { issuer: ISSUER, resource: RESOURCE, amr: [null] }, 'amr'],
  ])('refused: %s', (_, value, at) => {
    expect(expectedIn(value)).toMatchObject({ at })
  })
})

describe('an address that nobody on the way can read or change', () => {
  test.each([
    ['https://id.example/keys?v=1', true],
    ['http://localhost:9000/keys', true],
    ['http://[::1]:9000/keys', true],
    ['http://id.example/keys', false],
    ['http://127.0.0.1.example/keys', false],
    ['https://a@id.example/keys', false],
    ['file:///etc/keys', false],
    ['data:application/json,{}', false],
    ['keys', false],
    [`https://id.example/${'a'.repeat(2_048)}`, false],
  ])('%s', (address, isSafe) => {
    expect(safeAddress(address) !== null).toBe(isSafe)
  })
})
