import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../model/json.ts'
import { principalIn } from './claims.ts'
import type { Expected } from './expected.ts'

const NOW = 1_800_000_000_000
const SECONDS = NOW / 1_000

const EXPECTED: Expected = {
  issuer: 'https://id.example',
  resource: 'https://gateway.example',
  scopes: ['mcp:use'],
  groupsClaim: 'groups',
  acr: ['gold', 'silver'],
  amr: ['mfa'],
  tokens: 'any',
  dpopNonce: 'on',
}
const GOOD: JsonObject = {
  iss: 'https://id.example',
  aud: 'https://gateway.example',
  sub: 'ada',
  exp: SECONDS + 600,
  nbf: SECONDS,
  iat: SECONDS,
  scope: 'openid mcp:use',
  groups: ['staff', 'admins'],
  acr: 'silver',
  amr: ['pwd', 'mfa'],
}
const judged = (change: JsonObject, expected: Partial<Expected> = {}): unknown => {
  const claims = Object.fromEntries(Object.entries({ ...GOOD, ...change }).filter(([, value]) => value !== GONE))
  return principalIn(claims, { ...EXPECTED, ...expected }, NOW)
}
const GONE = '(gone)'
const many = (count: number): string[] => Array.from({ length: count }, (_, at) => `group-${at}`)

describe('a token that says all it must', () => {
  test('names its user with the issuer, and its groups in order', () => {
    expect(judged({})).toEqual({
      principal: { user: 'https://id.example#ada', groups: ['admins', 'staff'], isOwner: false },
      until: NOW + 630_000,
      scopes: ['openid', 'mcp:use'],
    })
  })

  test.each<[string, JsonObject, Partial<Expected>]>([
    ['its audience in a list of one', { aud: ['https://gateway.example'] }, {}],
    ['its audience as clients spell a host', { aud: 'https://gateway.example/' }, {}],
    ['the same the other way round', {}, { resource: 'https://gateway.example/' }],
    ['no times but its end', { nbf: GONE, iat: GONE }, {}],
    ['an end within what clocks may differ', { exp: SECONDS - 29 }, {}],
    ['a begin within what clocks may differ', { nbf: SECONDS + 30, iat: SECONDS + 30 }, {}],
    ['an end in exactly a day', { exp: SECONDS + 86_400 }, {}],
    ['its scopes as `scp`, in a list', { scope: GONE, scp: ['mcp:use'] }, {}],
    ['no scopes where none is needed', { scope: GONE }, { scopes: [] }],
    ['no groups where nobody asks for them', { groups: GONE }, { groupsClaim: null }],
    ['an empty list of groups', { groups: [] }, {}],
    ['as many groups as fit', { groups: many(200) }, {}],
    ['nothing of the login where it does not matter', { acr: GONE, amr: GONE }, { acr: [], amr: [] }],
    ['a subject as long as fits', { sub: 'a'.repeat(256) }, {}],
  ])('%s', (_, change, expected) => {
    expect(judged(change, expected)).toMatchObject({ principal: {} })
  })
})

describe('a token that does not', () => {
  test.each<[string, JsonObject, string]>([
    ['no issuer', { iss: GONE }, 'token-issuer'],
    ['another issuer', { iss: 'https://other.example' }, 'token-issuer'],
    ['an issuer that begins alike', { iss: 'https://id.example/' }, 'token-issuer'],
    ['an issuer in a list', { iss: ['https://id.example'] }, 'token-issuer'],
    ['no audience', { aud: GONE }, 'token-audience'],
    ['another audience', { aud: 'https://other.example' }, 'token-audience'],
    ['a path more', { aud: 'https://gateway.example/mcp' }, 'token-audience'],
    ['a host in capitals', { aud: 'https://GATEWAY.example' }, 'token-audience'],
    ['an audience beside ours', { aud: ['https://gateway.example', 'https://other.example'] }, 'token-audience'],
    ['ours twice', { aud: ['https://gateway.example', 'https://gateway.example'] }, 'token-audience'],
    ['an empty list', { aud: [] }, 'token-audience'],
    ['no end', { exp: GONE }, 'token-expired'],
    ['an end as text', { exp: String(SECONDS + 600) }, 'token-expired'],
    ['an end before now', { exp: SECONDS - 30 }, 'token-expired'],
    ['a begin after now', { nbf: SECONDS + 31 }, 'token-early'],
    ['a begin that is no number', { nbf: null }, 'token-early'],
    ['made after now', { iat: SECONDS + 31 }, 'token-early'],
    ['an end in more than a day', { exp: SECONDS + 86_401 }, 'token-long'],
    ['an end that is never', { exp: 1e308 }, 'token-long'],
    ['bound to a key', { cnf: { jkt: 'a' } }, 'token-as-bearer'],
    ['no subject', { sub: GONE }, 'token-subject'],
    ['an empty subject', { sub: '' }, 'token-subject'],
    ['a subject that is no text', { sub: 7 }, 'token-subject'],
    ['a subject that is too long', { sub: 'a'.repeat(257) }, 'token-subject'],
    ['no groups', { groups: GONE }, 'token-groups'],
    ['groups as one text', { groups: 'admins' }, 'token-groups'],
    ['a group that is no text', { groups: ['staff', 7] }, 'token-groups'],
    ['an empty group', { groups: [''] }, 'token-groups'],
    ['too many groups', { groups: many(201) }, 'token-groups'],
    ['a scope for everything', { scope: 'mcp:use *' }, 'token-wildcard'],
    ['a scope for everything of a kind', { scope: 'mcp:use admin:*' }, 'token-wildcard'],
    ['no class of login', { acr: GONE }, 'login-weak'],
    ['a weaker class of login', { acr: 'bronze' }, 'login-weak'],
    ['no method of login', { amr: GONE }, 'login-weak'],
    ['a method that is not enough', { amr: ['pwd'] }, 'login-weak'],
    ['methods as one text', { amr: 'mfa' }, 'login-weak'],
    ['no scope', { scope: GONE }, 'scope-missing'],
    ['another scope', { scope: 'mcp:user openid' }, 'scope-missing'],
    ['scopes that are no text', { scope: { 'mcp:use': true } }, 'scope-missing'],
  ])('%s', (_, change, refusal) => {
    expect(judged(change)).toBe(refusal)
  })

  test.each([
    ['https://gateway.example/team', 'https://gateway.example/team/'],
    ['https://gateway.example/team', 'https://gateway.example'],
  ])('a resource with a path has one spelling: %s, %s', (resource, aud) => {
    expect(judged({ aud }, { resource })).toBe('token-audience')
    expect(judged({ aud: resource }, { resource })).toMatchObject({ principal: {} })
  })

  test('a claim that every object has is no list of groups', () => {
    expect(judged({}, { groupsClaim: 'constructor' })).toBe('token-groups')
  })
})

test('a key that was proven to be there is part of who asks', () => {
  const shown = { certificate: null, key: 'own', binding: 'key' } as const
  expect(principalIn({ ...GOOD, cnf: { jkt: 'own' } }, EXPECTED, NOW, shown)).toMatchObject({
    principal: { user: 'https://id.example#ada', key: 'own' },
  })
  expect(principalIn(GOOD, EXPECTED, NOW, shown)).toBe('token-unbound')
})
