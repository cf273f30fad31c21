// Scopes that one server needs beside those of all, before the built program and with a real OpenID provider: who lacks them is told
// which would do, gets them there, and comes in.
import { Client as ClientV2, ClientCredentialsProvider as CredentialsV2 } from '@modelcontextprotocol/client'
import { StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client'
import { ClientCredentialsProvider as CredentialsV1 } from '@modelcontextprotocol/sdk/client/auth-extensions.js'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../gateway-process/place.ts'
import { type Issuer, SECRET, startIssuer } from '../identity/issuer.ts'
import {
  closeServing,
  forget,
  INITIALIZE,
  openSession,
  post,
  callOf,
  headOf,
  type Served,
  startServing,
  witnessHome,
  freePort,
} from './place.ts'

let issuer: Issuer
let served: Served
let resource: string
beforeAll(async () => {
  const port = await freePort()
  resource = `http://127.0.0.1:${port}`
  issuer = await startIssuer(() => ({}), resource)
  const home = witnessHome()
  const argv = ['--', 'node', `${home.folder}/witness/server.mjs`]
  expect(home.sallyport('approve', 'open', '--yes', '--accept', 'shared-place', ...argv).status).toBe(0)
  const identity = [
    ...['identity:', `  issuer: ${issuer.url}`, `  resource: ${resource}`, '  scopes: [mcp:use]'],
    ...['  serverScopes:', '    witness: [mcp:other]'],
  ]
  const text = ['yes: allow', ...identity, ''].join('\n')
  home.write('config.yaml', text)
  served = await startServing(home, '--listen', `127.0.0.1:${port}`)
})
afterAll(async () => {
  await closeServing(served)
  await issuer.stop()
})

const as = async (scope: string) => ({ authorization: `Bearer ${await issuer.token('ada', scope)}` })
const challenge = (scope: string): string =>
  `Bearer realm="sallyport", error="insufficient_scope", error_description="The token lacks a scope that is needed here.", resource_metadata="${resource}/.well-known/oauth-protected-resource", scope="${scope}"`

test('who has them comes in, and who has fewer still reaches the others', async () => {
  expect((await post(served, INITIALIZE, await as('mcp:use mcp:other'))).status).toBe(200)
  expect((await post(served, INITIALIZE, await as('mcp:use'), 'open')).status).toBe(200)
})

describe('who lacks them is told all that is needed, with an event, and nothing is forwarded', () => {
  test.each<[string, string]>([
    ['one server', '/s/witness/mcp'],
    ['the address of all', '/mcp'],
  ])('at %s', async (_, path) => {
    forget(served)
    const before = served.faults().length
    const how = { method: 'POST', headers: headOf(served, await as('mcp:use')), body: JSON.stringify(INITIALIZE) }
    const answer = await fetch(`${resource}${path}`, how)
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([403, challenge('mcp:use mcp:other')])
    expect(await answer.json()).toMatchObject({ error: { code: -32010 } })
    expect([served.faults().slice(before), served.witnessed()]).toEqual([['http-scope-missing'], []])
  })

  test('in the middle of a session too, on every method', async () => {
    const session = await openSession(served, {}, await as('mcp:use mcp:other'))
    const head = { ...session, ...(await as('mcp:use')) }
    // The last of what its own guard says at the opening.
    expect(await until(() => served.witnessed().some((line) => line.includes('tools/list')))).toBe(true)
    forget(served)
    expect((await post(served, callOf(1, 'echo', { text: 'x' }), head)).status).toBe(403)
    for (const method of ['GET', 'DELETE']) {
      expect((await fetch(served.url(), { method, headers: headOf(served, head) })).status).toBe(403)
    }
    expect(served.witnessed()).toEqual([])
    expect(
      (await post(served, callOf(2, 'echo', { text: 'y' }), { ...session, ...(await as('mcp:use mcp:other')) })).status,
    ).toBe(200)
  })

  test('whoever has no token at all is not told what a server needs', async () => {
    const answer = await post(served, INITIALIZE, { authorization: '' })
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('scope="mcp:use"'),
    ])
  })
})

describe('the official client', () => {
  const ISSUED = () => ({ expectedIssuer: issuer.url })

  // With client credentials it asks for what it was configured with, whatever a challenge says.
  test('v1 comes in with what it was configured with', async () => {
    const scope = 'mcp:use mcp:other'
    const authProvider = new CredentialsV1({ clientId: 'bob', clientSecret: SECRET, scope, ...ISSUED() })
    const client = new ClientV1({ name: 't', version: '1' })
    await client.connect(new HttpV1(served.url(), { authProvider }))
    expect((await client.listTools()).tools.length).toBeGreaterThan(0)
    await client.close()
  })

  test('v2 steps up by itself', async () => {
    const authProvider = new CredentialsV2({ clientId: 'bob', clientSecret: SECRET, ...ISSUED() })
    const client = new ClientV2({ name: 't', version: '1' })
    await client.connect(new HttpV2(served.url(), { authProvider }))
    expect((await client.listTools()).tools.length).toBeGreaterThan(0)
    await client.close()
  })
})
