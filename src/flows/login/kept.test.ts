// What a login is good for: the very approval that it was made under, and whatever is approved after it only where that is no less.
import { expect, test } from 'vitest'
import { isFor } from './kept.ts'

const LOGIN = {
  server: 'wiki',
  url: 'https://wiki.example/mcp',
  resource: 'https://wiki.example/mcp',
  issuer: 'https://login.example',
  tokenEndpoint: 'https://login.example/token',
  revocationEndpoint: null,
  client: { id: 'desk', secret: null, auth: 'none' },
  scopes: ['a', 'offline_access'],
  token: 't',
  until: null,
  renewal: null,
  at: '2026-01-01T00:00:00.000Z',
  by: 'ada',
} as const
const GRANT = { issuer: 'https://login.example', client: 'desk', ref: null, scopes: ['a', 'b'], whose: 'own' } as const
const pinned = (grant: object, url: string = LOGIN.url) => ({
  server: 'wiki',
  remote: { kind: 'remote', url, keys: [], authority: null } as const,
  grant: { ...GRANT, ...grant },
})

test.each([
  ['the same', pinned({})],
  ['nothing in particular', pinned({ issuer: null, client: null, scopes: [] })],
  ['its issuer in the other spelling', pinned({ issuer: 'https://login.example/' })],
])('a login counts where the approval names %s', (_, pin) => {
  expect(isFor(LOGIN, pin)).toBe(true)
})

test.each([
  ['another address', pinned({}, 'https://wiki.example/other')],
  ['another issuer', pinned({ issuer: 'https://login.example.evil.example' })],
  ['an issuer of another path', pinned({ issuer: 'https://login.example/t' })],
  ['another client', pinned({ client: 'desk2' })],
  ['fewer scopes', pinned({ scopes: ['b'] })],
])('a login does not count where the approval names %s', (_, pin) => {
  expect(isFor(LOGIN, pin)).toBe(false)
})
