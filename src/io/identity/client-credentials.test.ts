import { afterEach, expect, test } from 'vitest'
import { decodeJwt } from 'jose'
import { type Issuer, SECRET, startIssuer } from '../../../test/identity/issuer.ts'
import { ClientCredentials, type ClientParts } from './client-credentials.ts'

const RESOURCE = 'https://wiki.example.test/mcp'
const open: Issuer[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop()
})

async function clientOf(parts: Partial<ClientParts> = {}) {
  const issuer = await startIssuer(undefined, RESOURCE)
  open.push(issuer)
  const clock = { now: 0 }
  const given = { issuer: issuer.url, client: 'ada', secret: SECRET, scopes: ['mcp:use'], resource: RESOURCE }
  const client = new ClientCredentials({ ...given, now: () => clock.now, ...parts })
  const count = (): number => issuer.asked().filter((path) => path === '/token').length
  return { client, clock, count, issuer }
}

test('a token of a real provider is for the one server that it is asked for, and is kept until shortly before its end', async () => {
  const { client, clock, count } = await clientOf()
  const [one, other] = await Promise.all([client.token(false), client.token(false)])
  expect(decodeJwt(one)).toMatchObject({ aud: RESOURCE, client_id: 'ada', scope: 'mcp:use' })
  clock.now = 560_000
  expect([other, await client.token(false), count()]).toEqual([one, one, 1])
  clock.now = 575_000
  expect([(await client.token(false)) === one, count()]).toEqual([false, 2])
})

test('one that was refused is asked for anew', async () => {
  const { client, count } = await clientOf()
  await client.token(false)
  await client.token(true)
  expect(count()).toBe(2)
})

test.each<[string, Partial<ClientParts>, string]>([
  ['another secret', { secret: 'wrong' }, 'gives this client no token: invalid_client'],
  ['an unknown client', { client: 'nobody' }, 'gives this client no token: invalid_client'],
])('%s is said in words of ours', async (_, parts, why) => {
  const { client } = await clientOf(parts)
  await expect(client.token(false)).rejects.toThrow(why)
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
  ['no token', () => ({ body: {} }), 'no token that can be sent'],
  ['an error of its own', () => ({ status: 500, body: {} }), 'answered with status 500'],
  [
    'another place',
    (base) => ({ status: 307, headers: { location: `${base}/elsewhere` }, body: {} }),
    'could not be understood',
  ],
])('an issuer that answers with %s is not believed', async (_, answer, why) => {
  const { client, issuer } = await clientOf()
  issuer.answerWith((request, response) => {
    const isToken = request.url === '/token'
    const {
      status = 200,
      headers = {},
      body,
    } = isToken ? answer(issuer.url) : { body: { issuer: issuer.url, token_endpoint: `${issuer.url}/token` } }
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  })
  await expect(client.token(false)).rejects.toThrow(why)
  expect(issuer.asked()).not.toContain('/elsewhere')
})

test('the metadata of an issuer that calls itself something else, or wants plain http elsewhere, is not used', async () => {
  const { client, issuer } = await clientOf()
  for (const said of [
    { issuer: 'https://other.example.test', token_endpoint: `${issuer.url}/token` },
    { issuer: issuer.url, token_endpoint: 'http://other.example.test/token' },
  ]) {
    issuer.answerWith((_, response) => void response.end(JSON.stringify(said)))
    await expect(client.token(false)).rejects.toThrow(/calls itself|not safely/)
  }
})
