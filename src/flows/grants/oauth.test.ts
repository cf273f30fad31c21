import { expect, test } from 'vitest'
import { readOAuth } from './oauth.ts'

type Words = Readonly<Record<string, string>>
const read = (words: Words, scopes: readonly string[] = [], isRemote = true) =>
  readOAuth(
    (name) => words[name],
    scopes,
    isRemote,
    async (secret) => `ref of ${secret}`,
  )

const ISSUER = 'https://login.example'

test.each<[string, Words, readonly string[], object]>([
  ['nothing', {}, [], {}],
  [
    'client credentials',
    { oauth: ISSUER, 'oauth-client': 'a', 'oauth-secret': 'b' },
    ['s', 's'],
    { oauth: { issuer: ISSUER, client: 'a', ref: 'ref of b', scopes: ['s'] } },
  ],
  [
    'a login of which nothing is pinned',
    { login: 'own' },
    [],
    { login: { issuer: null, client: null, ref: null, scopes: [], whose: 'own' } },
  ],
  [
    'a login of which all is pinned',
    { login: 'shared', oauth: ISSUER, 'oauth-client': `${ISSUER}/client.json`, 'oauth-secret': 'b' },
    ['s'],
    { login: { issuer: ISSUER, client: `${ISSUER}/client.json`, ref: 'ref of b', scopes: ['s'], whose: 'shared' } },
  ],
])('%s', async (_, words, scopes, found) => {
  expect(await read(words, scopes)).toEqual(found)
})

test.each<[string, Words, readonly string[], string, boolean?]>([
  ['client credentials without a secret', { oauth: ISSUER, 'oauth-client': 'a' }, [], 'all it needs'],
  ['scopes alone', {}, ['s'], 'all it needs'],
  ['a login to what is started here', { login: 'own' }, [], 'reached with `--url`', false],
  ['a secret for no client', { login: 'own', oauth: ISSUER, 'oauth-secret': 'b' }, [], 'a secret for no client'],
  ['a client of nobody', { login: 'own', 'oauth-client': 'a' }, [], 'an issuer that is not named'],
  ['an issuer by plain http', { login: 'own', oauth: 'http://login.example' }, [], 'the address of an issuer'],
  ['an issuer with a query', { login: 'own', oauth: `${ISSUER}/?a` }, [], 'the address of an issuer'],
  ['a scope of two words', { login: 'own' }, ['a b'], 'no issuer can have'],
  ['a client of two lines', { login: 'own', oauth: ISSUER, 'oauth-client': 'a\nb' }, [], 'no issuer can have'],
])('%s is refused', async (_, words, scopes, why, isRemote) => {
  await expect(read(words, scopes, isRemote)).rejects.toMatchObject({
    code: 'grant-invalid',
    message: expect.stringContaining(why),
  })
})
