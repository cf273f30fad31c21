// Two people and a real OpenID provider before the built program: who sees what, who is refused and how, and where tokens end.
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client as ClientV2, ClientCredentialsProvider as CredentialsV2 } from '@modelcontextprotocol/client'
import { StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client'
import { ClientCredentialsProvider as CredentialsV1 } from '@modelcontextprotocol/sdk/client/auth-extensions.js'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bound } from '../../src/core/model/bounds.ts'
import { makeHome } from '../real/home.ts'
import { type Claims, type Issuer, SECRET, startIssuer } from '../identity/issuer.ts'
import { until } from '../gateway-process/place.ts'
import {
  callOf,
  closeServing,
  eventsOf,
  forget,
  headOf,
  type Message,
  messagesOf,
  modern,
  openSession,
  post,
  type Served,
  speak,
  startServing,
  witnessHome,
  freePort,
} from './place.ts'

const POLICY = `@id("all") permit (principal, action, resource);
@id("admins-change") @why("only admins change things")
forbid (principal, action, resource == Tool::"witness/change") unless { principal in Group::"admins" };
`
/** What both are in, and what only one of them is in. */
const GROUPS: Readonly<Record<string, readonly string[]>> = { ada: ['admins', 'staff'], bob: ['staff'] }

let issuer: Issuer
let served: Served
let resource: string
const tokens: string[] = []
beforeAll(async () => {
  const port = await freePort()
  resource = `http://127.0.0.1:${port}`
  issuer = await startIssuer((client) => ({ groups: GROUPS[client] ?? [], acr: 'gold' }), resource)
  const identity = [
    ...['identity:', `  issuer: ${issuer.url}`, `  resource: ${resource}`, '  scopes: [mcp:use]'],
    ...['  groupsClaim: groups', '  acr: [gold]'],
  ]
  const home = witnessHome()
  const { write } = home
  write('policy.cedar', POLICY)
  write('config.yaml', ['yes: allow', 'policy: own', ...identity, ''].join('\n'))
  served = await startServing(home, '--listen', `127.0.0.1:${port}`)
})
afterAll(async () => {
  await closeServing(served)
  await issuer.stop()
})

type Head = Readonly<Record<string, string>>
const bearer = (token: string): Head => {
  tokens.push(token)
  return { authorization: `Bearer ${token}` }
}
const as = async (client: string): Promise<Head> => bearer(await issuer.token(client))
const signed = async (claims: Claims): Promise<Head> =>
  bearer(await issuer.signed({ groups: GROUPS['ada'], acr: 'gold', ...claims }))
const seconds = (): number => Math.floor(Date.now() / 1_000)
const one = async (answer: Response): Promise<Message> => (await messagesOf(answer))[0]!
const namesIn = (message: Message): readonly string[] =>
  ((message.result as unknown as { tools: { name: string }[] }).tools ?? []).map(({ name }) => name)

async function opened(client: string): Promise<Head> {
  const who = await as(client)
  return { ...who, ...(await openAs(who)) }
}
const openAs = (who: Head): Promise<Head> => openSession(served, {}, who)

describe('what two people see', () => {
  test('is what the policy lets each of them see, in both eras', async () => {
    for (const [client, sees] of [
      ['ada', true],
      ['bob', false],
    ] as const) {
      const head = await opened(client)
      const legacy = await one(await post(served, { jsonrpc: '2.0', id: 1, method: 'tools/list' }, head))
      const [body, more] = modern(1, 'tools/list')
      const now = await one(await post(served, body, { ...(await as(client)), ...more }))
      expect([namesIn(legacy).includes('change'), namesIn(now).includes('change')]).toEqual([sees, sees])
      expect([namesIn(legacy).includes('echo'), namesIn(now).includes('echo')]).toEqual([true, true])
    }
  })

  test('a tool that is hidden from one of them is one that does not exist, and its server never hears of it', async () => {
    const [ada, bob] = [await opened('ada'), await opened('bob')]
    expect(await one(await post(served, callOf(2, 'change'), ada))).toHaveProperty('result')
    forget(served)
    const { error } = await one(await post(served, callOf(2, 'nowhere'), bob))
    expect(await one(await post(served, callOf(3, 'change'), bob))).toMatchObject({ error })
    expect(await one(await post(served, callOf(4, 'change', { text: 7 }), bob))).toMatchObject({ error })
    expect(served.witnessed().some((line) => line.includes('tools/call'))).toBe(false)
    expect(await one(await post(served, callOf(5, 'echo', { text: 'a' }), bob))).toHaveProperty('result')
  })

  test('the log says for whom each guard was started', async () => {
    await opened('bob')
    const { stdout } = served.home.sallyport('log', 'query', '--json', '--type', 'guard-started')
    expect(stdout).toContain(`${issuer.url}#bob`)
  })
})

describe('a session', () => {
  test.each<[string, (head: Head) => Promise<Head>, number]>([
    ['of another person', async () => as('bob'), 404],
    ['of the same person in other groups', () => signed({ groups: ['staff'] }), 404],
    ['without any token', async () => ({ authorization: '' }), 401],
    ['of the same person', () => signed({}), 200],
  ])('with its id and a token %s', async (_, whose, status) => {
    const ada = await opened('ada')
    const head = { ...ada, ...(await whose(ada)) }
    const words = crypto.randomUUID()
    const answer = await post(served, callOf(9, 'echo', { text: words }), head)
    expect(answer.status).toBe(status)
    await answer.text()
    expect(served.witnessed().some((line) => line.includes(words))).toBe(status === 200)
    const listening = await fetch(served.url(), { headers: headOf(served, head), signal: AbortSignal.timeout(5_000) })
    expect(listening.status).toBe(status)
    await listening.body?.cancel()
    const ending = await fetch(served.url(), { method: 'DELETE', headers: headOf(served, head) })
    expect(ending.status).toBe(status)
    const after = await post(served, callOf(10, 'echo', { text: 'mine' }), ada)
    expect(after.status).toBe(status === 200 ? 404 : 200)
    await after.text()
  })

  test('is listened to no longer than its token is good', async () => {
    const ada = await opened('ada')
    const brief = await signed({ exp: seconds() - 27 })
    const stream = await fetch(served.url(), { headers: headOf(served, { ...ada, ...brief }) })
    expect(stream.status).toBe(200)
    const seen: unknown[] = []
    for await (const event of eventsOf(stream)) seen.push(event)
    expect(seen).toEqual([])
    expect((await post(served, callOf(1, 'echo', { text: 'a' }), ada)).status).toBe(200)
  })
})

test('a subscription ends with the token that it was opened with, and its client is told', async () => {
  const brief = await signed({ exp: seconds() - 27 })
  const [body, head] = modern('own', 'subscriptions/listen', { notifications: { toolsListChanged: true } })
  const told = await messagesOf(await post(served, body, { ...brief, ...head }))
  expect(told).toMatchObject([
    { method: 'notifications/subscriptions/acknowledged' },
    { id: 'own', result: { resultType: 'complete', _meta: { 'io.modelcontextprotocol/subscriptionId': 'own' } } },
  ])
})

test('one user who holds all the streams that they can get leaves some for the others', async () => {
  const hold = modern(1, 'tools/call', { name: 'hold' })
  const leaving = new AbortController()
  const head = headOf(served, { ...(await as('bob')), ...hold[1] })
  const ask = (id: number): Promise<number> =>
    fetch(served.url(), {
      ...{ method: 'POST', headers: head, body: JSON.stringify({ ...hold[0], id }), signal: leaving.signal },
    }).then(({ status }) => status)
  // One after the other: what a server has not read yet is bounded as well, and by less.
  const asked: Promise<number>[] = []
  for (let id = 0; id < bound('http-streams'); id += 1) {
    asked.push(ask(id))
    await sleep(5)
  }
  const statuses = await Promise.all(asked)
  const others = await post(served, callOf(1, 'echo', { text: 'a' }), await opened('ada'))
  leaving.abort()
  expect([new Set(statuses), others.status]).toEqual([new Set([200, 503]), 200])
  // What others have open is not left.
  const held = statuses.filter((status) => status === 200).length
  expect([held <= bound('http-streams') / 2, held > bound('http-streams') / 3]).toEqual([true, true])
})

describe('a token that is not good enough', () => {
  const WHERE = (): string => `resource_metadata="${resource}/.well-known/oauth-protected-resource"`

  test.each<[string, () => Promise<Head>, number, string, string]>([
    ['none', async () => ({ authorization: '' }), 401, 'scope="mcp:use"', 'http-token-missing'],
    ['for another resource', () => signed({ aud: 'https://x.example' }), 401, 'invalid_token', 'http-token-audience'],
    ['expired', () => signed({ exp: seconds() - 60 }), 401, 'invalid_token', 'http-token-expired'],
    ['of another issuer', () => signed({ iss: 'https://x.example' }), 401, 'invalid_token', 'http-token-issuer'],
    ['without a scope', () => signed({ scope: 'openid' }), 403, 'error="insufficient_scope"', 'http-scope-missing'],
    ['of a weak login', () => signed({ acr: 'bronze' }), 401, 'acr_values="gold"', 'http-login-weak'],
  ])('%s: a challenge, a line in the log, and nothing forwarded', async (_, whose, status, says, code) => {
    const words = crypto.randomUUID()
    const [body, more] = modern(1, 'tools/call', { name: 'echo', arguments: { text: words } })
    const answer = await post(served, body, { ...more, ...(await whose()) })
    expect(answer.status).toBe(status)
    const challenge = answer.headers.get('www-authenticate')
    expect(challenge).toContain(WHERE())
    expect(challenge).toContain(says)
    expect(await answer.json()).toMatchObject({ jsonrpc: '2.0', id: null, error: { code: -32010 } })
    expect(served.faults()).toContain(code)
    expect(served.witnessed().some((line) => line.includes(words))).toBe(false)
  })

  test('one in the address is refused, and does not come into the log', async () => {
    const token = await issuer.token()
    tokens.push(token)
    const target = `/s/witness/mcp?access_token=${token}`
    const heard = await speak(served.port, `POST ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n`)
    expect(heard).toMatch(/^HTTP\/1\.1 400 /)
    expect(heard).toContain('error="invalid_request"')
    expect(served.faults()).toContain('http-token-in-url')
  })

  test('that of this machine opens nothing, and is not shown', () => {
    const { status, stderr } = served.home.sallyport('serve', '--show-token')
    expect(status).toBe(2)
    expect(stderr).toContain(`tokens come from ${issuer.url}`)
  })
})

describe('the metadata of the gateway', () => {
  test.each(['', '/s/witness/mcp'])('lies at its place %s for anybody', async (path) => {
    const answer = await fetch(`${resource}/.well-known/oauth-protected-resource${path}`)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(await answer.json()).toEqual({
      resource,
      authorization_servers: [issuer.url],
      scopes_supported: ['mcp:use'],
      bearer_methods_supported: ['header'],
      resource_name: 'Sallyport',
      dpop_signing_alg_values_supported: expect.arrayContaining(['ES256', 'EdDSA']) as string[],
      dpop_bound_access_tokens_required: false,
    })
  })

  const ISSUED = () => ({ expectedIssuer: issuer.url })

  test.each<[string, (url: URL) => Promise<{ tools: { name: string }[] }>]>([
    [
      'v1',
      async (url) => {
        const client = new ClientV1({ name: 't', version: '1' })
        const authProvider = new CredentialsV1({ clientId: 'bob', clientSecret: SECRET, scope: 'mcp:use', ...ISSUED() })
        await client.connect(new HttpV1(url, { authProvider }))
        const listed = await client.listTools()
        await client.close()
        return listed
      },
    ],
    [
      'v2',
      async (url) => {
        const client = new ClientV2({ name: 't', version: '1' })
        const authProvider = new CredentialsV2({ clientId: 'bob', clientSecret: SECRET, scope: 'mcp:use', ...ISSUED() })
        await client.connect(new HttpV2(url, { authProvider }))
        const listed = await client.listTools()
        await client.close()
        return listed
      },
    ],
  ])('leads the official client %s to its token', async (_, list) => {
    const { tools } = await list(served.url())
    expect(tools.map(({ name }) => name)).toContain('echo')
    expect(tools.map(({ name }) => name)).not.toContain('change')
  })
})

describe('behind a proxy, under the name of the resource', () => {
  let behind: Served
  beforeAll(async () => {
    const identity = [
      ...['identity:', '  issuer: http://127.0.0.1:9', '  resource: https://gateway.example/team'],
      '  tokens: bound',
    ]
    const home = makeHome(['yes: allow', ...identity, ''].join('\n'))
    behind = await startServing(home)
  })
  afterAll(() => closeServing(behind))
  const ask = (host: string, more = ''): Promise<string> =>
    speak(behind.port, `POST /s/witness/mcp HTTP/1.1\r\nHost: ${host}\r\n${more}Content-Length: 0\r\n\r\n`)

  test.each([
    ['gateway.example', 401],
    ['gateway.example:443', 401],
    ['127.0.0.1', 401],
    ['gateway.example.org', 403],
    ['other.example', 403],
  ])('Host: %s is answered with %i', async (host, status) => {
    expect(await ask(host)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  })

  test('the challenge names the address that clients can reach', async () => {
    const where = 'https://gateway.example/.well-known/oauth-protected-resource/team'
    expect(await ask('gateway.example')).toContain(`resource_metadata="${where}"`)
  })

  test('where each token has to be bound to a key, the challenge and the metadata say so', async () => {
    expect(await ask('gateway.example')).toMatch(/www-authenticate: DPoP realm="sallyport", algs="/i)
    const metadata = await fetch(`http://127.0.0.1:${behind.port}/.well-known/oauth-protected-resource`)
    expect(await metadata.json()).toMatchObject({ dpop_bound_access_tokens_required: true })
  })

  test('an issuer that is away is said at once, and every token is refused until it is there', async () => {
    expect(await until(() => behind.said().includes('"http://127.0.0.1:9/'))).toBe(true)
    expect(behind.said()).toContain('Check `identity` in config.yaml')
    const heard = await ask('gateway.example', `Authorization: Bearer ${await issuer.token()}\r\n`)
    expect(heard).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 10/i)
  })
})

test('the keys of the issuer change under load: no valid call fails', async () => {
  // Nothing was asked for so long: as it is when keys change once in a while.
  await sleep(bound('identity-retry-ms'))
  const head = { old: await as('ada') }
  const call = async (who: Head): Promise<string> => {
    const [body, more] = modern(crypto.randomUUID(), 'tools/call', { name: 'echo', arguments: { text: 'a' } })
    const answer = await post(served, body, { ...more, ...who })
    const said = await answer.text()
    return answer.status === 200 && said.includes('"result"') ? 'answered' : `${answer.status} ${said}`
  }
  const answers: string[] = []
  const load = async (who: () => Head): Promise<void> => {
    for (let at = 0; at < 10; at += 1) answers.push(await call(who()))
  }
  const before = Array.from({ length: 4 }, () => load(() => head.old))
  await issuer.rotate('keep')
  const fresh = await as('ada')
  await Promise.all([...before, ...Array.from({ length: 4 }, () => load(() => fresh))])
  expect(answers).toEqual(Array.from({ length: 80 }, () => 'answered'))
})

test('no token is anywhere: not in the log, not in what is said, and not at the server', async () => {
  expect(await until(() => served.witnessed().length > 0)).toBe(true)
  const state = served.home.env['SALLYPORT_HOME']!
  const files = readdirSync(state, { recursive: true, encoding: 'utf8' }).map((name) => join(state, name))
  const texts = files.filter((file) => lstatSync(file).isFile()).map((file) => readFileSync(file, 'utf8'))
  const all = [...texts, served.said(), served.witnessed().join('\n')]
  expect(all.join('').length).toBeGreaterThan(10_000)
  expect(tokens.length).toBeGreaterThan(20)
  // Their signatures would give them away in any form.
  const found = tokens.map((token) => token.slice(-40)).filter((part) => all.some((text) => text.includes(part)))
  expect(found).toEqual([])
  expect(served.witnessed().join('\n')).not.toMatch(/authorization|bearer/i)
})
