import { afterEach, expect, test } from 'vitest'
import { decodeJwt } from 'jose'
import { type Issuer, SECRET, startIssuer } from '../../../test/identity/issuer.ts'
import { tokensOfClient } from './client-tokens.ts'

const RESOURCE = 'https://wiki.example.test/mcp'
const open: Issuer[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop()
})

async function clientOf(parts: { readonly client?: string; readonly secret?: string } = {}) {
  const issuer = await startIssuer(undefined, RESOURCE)
  open.push(issuer)
  const clock = { now: 0 }
  const { client: id = 'ada', secret = SECRET } = parts
  const oauth = { issuer: issuer.url, client: id, ref: 'env:X', scopes: ['mcp:use'] }
  const remote = { kind: 'remote', url: RESOURCE, keys: [], authority: null } as const
  const token = tokensOfClient({ remote, net: [], oauth, secret, now: () => clock.now })
  const count = (): number => issuer.asked().filter((path) => path === '/token').length
  return { token, clock, count, issuer }
}

test('a token of a real provider is for the one server that it is asked for, and is kept until shortly before its end', async () => {
  const { token, clock, count } = await clientOf()
  const [one, other] = await Promise.all([token(null), token(null)])
  expect(decodeJwt(one)).toMatchObject({ aud: RESOURCE, client_id: 'ada', scope: 'mcp:use' })
  clock.now = 560_000
  expect([other, await token(null), count()]).toEqual([one, one, 1])
  clock.now = 575_000
  expect([(await token(null)) === one, count()]).toEqual([false, 2])
})

test('one that was refused is asked for anew, once in a while', async () => {
  const { token, clock, count } = await clientOf()
  const first = await token(null)
  const second = await token(first)
  expect([second === first, count()]).toEqual([false, 2])
  // Told late, after another call got the new one.
  expect([await token(first), count()]).toEqual([second, 2])
  await expect(token(second)).rejects.toMatchObject({ code: 'server-credentials' })
  expect(count()).toBe(2)
  clock.now = 10_001
  expect([(await token(second)) === second, count()]).toEqual([false, 3])
})

test.each<[string, { readonly client?: string; readonly secret?: string }, string]>([
  ['another secret', { secret: 'wrong' }, 'gives this client no token: invalid_client'],
  ['an unknown client', { client: 'nobody' }, 'gives this client no token: invalid_client'],
])('%s is said in words of ours', async (_, parts, why) => {
  const { token } = await clientOf(parts)
  await expect(token(null)).rejects.toMatchObject({
    code: 'server-credentials',
    message: expect.stringContaining(why),
  })
})

test.each<
  [
    string,
    (base: string) => { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown },
    string,
  ]
>([
  ['a token of another kind', () => ({ body: { access_token: 'a', token_type: 'DPoP' } }), 'no bearer token'],
  [
    'a token that would end a header',
    () => ({ body: { access_token: 'a\r\nb', token_type: 'Bearer' } }),
    'no token that can be sent',
  ],
  ['no token', () => ({ body: {} }), 'access_token property must be a string'],
  ['an error of its own', () => ({ status: 500, body: {} }), 'answered with status 500'],
  [
    'another place',
    (base) => ({ status: 307, headers: { location: `${base}/elsewhere` }, body: {} }),
    'answered with status 307',
  ],
])('an issuer that answers with %s is not believed', async (_, answer, why) => {
  const { token, issuer } = await clientOf()
  issuer.answerWith((request, response) => {
    const isToken = request.url === '/token'
    const {
      status = 200,
      headers = {},
      body,
    } = isToken ? answer(issuer.url) : { body: { issuer: issuer.url, token_endpoint: `${issuer.url}/token` } }
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  })
  await expect(token(null)).rejects.toMatchObject({ code: 'issuer-unusable', message: expect.stringContaining(why) })
  expect(issuer.asked()).not.toContain('/elsewhere')
})

test('the metadata of an issuer that calls itself something else, or wants plain http elsewhere, is not used', async () => {
  const { token, issuer } = await clientOf()
  for (const said of [
    { issuer: 'https://other.example.test', token_endpoint: `${issuer.url}/token` },
    { issuer: issuer.url, token_endpoint: 'http://other.example.test/token' },
  ]) {
    issuer.answerWith((_, response) => void response.end(JSON.stringify(said)))
    await expect(token(null)).rejects.toThrow(/calls itself|no token_endpoint that is https/)
  }
})
