// Servers and issuers that break a rule of a login, one by one: each is refused with its reason, nothing is kept, and nothing goes on
// to where it must not.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pathsFrom } from '../../src/cli/settings/paths.ts'
import type { Remote } from '../../src/core/model/artifact.ts'
import { tokensOfLogin } from '../../src/flows/login/credentials.ts'
import { type LoggedIn, login, type LoginDesk } from '../../src/flows/login/login.ts'
import { logout } from '../../src/flows/login/logout.ts'
import { Failure } from '../../src/core/model/failure.ts'
import { STORE_FILE } from '../../src/io/secret/store.ts'
import { openEvidence } from '../../src/io/store/evidence/writer.ts'
import { openLock } from '../../src/io/store/lockfile.ts'
import { type Home, makeHome } from '../real/home.ts'
import { agrees, typed } from './person.ts'
import { type Misbehaviour, startStub, type Stub, TOKEN } from './stub.ts'

let stub: Stub
let other: Stub
let home: Home
let desk: LoginDesk
let told: string
beforeAll(async () => {
  stub = await startStub()
  other = await startStub()
  home = makeHome()
  const passphrase = join(home.folder, 'passphrase')
  writeFileSync(passphrase, `#!/bin/sh\necho ${['four', 'words', 'of', 'nobody'].join('-')}\n`, { mode: 0o700 })
  await approved('wiki', '--oauth', stub.url)
  // Its issuer is not named: then nothing private may be asked but the server itself, be it on this machine.
  await approved('open')
  await approved('narrow', '--oauth', stub.url, '--oauth-scope', 'a')
  await approved('known', '--oauth', stub.url, '--oauth-client', 'desk-1.a', '--oauth-secret', 'env:DESK')
  const paths = pathsFrom(home.env, process.getuid!())
  desk = {
    paths,
    lock: openLock(paths),
    openRecorder: () => openEvidence(paths),
    by: 'ada',
    now: () => new Date(),
    env: { ...home.env, DESK: SECRET },
    secretsKey: `cmd:${passphrase}`,
    askHidden: async () => null,
    consent: async () => ({ given: false, why: 'they said no' }),
    profile: 'any',
    tell: (text) => void (told += text),
    open: async () => false,
  }
})
afterAll(async () => {
  await Promise.all([stub.stop(), other.stop()])
  await home.remove()
})

async function approved(name: string, ...more: string[]): Promise<void> {
  const reach = ['--url', `${stub.url}/mcp`, '--net', stub.host, '--login', 'own', '--pending-catalogue']
  const { status, stderr } = await typed(home, 'approve', name, '--yes', ...reach, ...more)
  expect([status, stderr]).toEqual([0, expect.anything()])
}

const SECRET = crypto.randomUUID()
const WORDS = { scopes: [], port: 0 }
/** What a browser is opened at is visited. */
function visitedBy(visit: (address: URL) => Promise<unknown>): {
  readonly desk: LoginDesk
  readonly over: () => Promise<unknown>
} {
  const visits: Promise<unknown>[] = []
  const open = async (address: string): Promise<boolean> => visits.push(visit(new URL(address))) > 0
  return { desk: { ...desk, open }, over: () => Promise.all(visits) }
}

const kept = (): string => {
  const path = join(desk.paths.config, STORE_FILE)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** The words of our failure. */
async function refusedAt(
  how: Misbehaviour,
  name = 'wiki',
  visit: (address: URL) => Promise<unknown> = agrees,
): Promise<string> {
  stub.behave(how)
  told = ''
  const before = kept()
  const person = visitedBy(visit)
  const failure = await login(name, WORDS, person.desk).catch((cause: Error) => cause)
  if (!(failure instanceof Failure)) throw new Error(`it was not refused: ${JSON.stringify(failure)}`)
  await person.over()
  expect(failure).toMatchObject({ code: 'login-refused' })
  expect(kept()).toBe(before)
  expect(told + failure.message).not.toContain(TOKEN)
  return failure.message
}

const META = '/.well-known/oauth-authorization-server'
const RESOURCE = '/.well-known/oauth-protected-resource/mcp'
const HUGE = 'x'.repeat(300 * 1024)
const metadataAt = (address: string): Misbehaviour => ({
  answers: {
    '/mcp': () => ({ status: 401, headers: { 'www-authenticate': `Bearer resource_metadata="${address}"` } }),
  },
})
const scopes = (count: number): string => Array.from({ length: count }, (_, i) => `s${i}`).join(' ')
const giantChallenge = () => ({ status: 401, headers: { 'www-authenticate': `Bearer ${'a=b,'.repeat(3_000)}` } })
const elsewhere = (): Readonly<Record<string, string>> => ({ location: `${stub.url}/elsewhere` })

describe('before anybody is sent anywhere', () => {
  test.each<[string, Misbehaviour, string, string?]>([
    [
      'no PKCE at all',
      { issuer: () => ({ code_challenge_methods_supported: undefined }) },
      'does not offer PKCE by S256',
    ],
    ['PKCE in the clear', { issuer: () => ({ code_challenge_methods_supported: ['plain'] }) }, 'does not offer PKCE'],
    ['no code', { issuer: () => ({ response_types_supported: ['token'] }) }, 'gives no authorization code'],
    [
      'metadata of another issuer',
      { issuer: () => ({ issuer: 'https://other.example' }) },
      'calls itself something else',
    ],
    [
      'another issuer than was approved',
      { server: () => ({ authorization_servers: ['https://other.example'] }) },
      'was approved',
    ],
    [
      'the resource of somebody else',
      { server: () => ({ resource: 'https://other.example/mcp' }) },
      'another resource',
    ],
    ['the resource of another path', { server: (url) => ({ resource: `${url}/mc` }) }, 'another resource'],
    ['no issuer', { server: () => ({ authorization_servers: [] }) }, 'names no issuer'],
    ['tokens in addresses', { server: () => ({ bearer_methods_supported: ['query'] }) }, 'no token in a header'],
    [
      'a script to open',
      { issuer: () => ({ authorization_endpoint: 'javascript:alert(1)' }) },
      'authorization_endpoint',
    ],
    ['a file to open', { issuer: () => ({ authorization_endpoint: 'file:///etc/passwd' }) }, 'authorization_endpoint'],
    ['a shell to open', { issuer: () => ({ authorization_endpoint: 'a:$(x)' }) }, 'authorization_endpoint'],
    [
      'plain http to open',
      { issuer: () => ({ authorization_endpoint: 'http://a.example/x' }) },
      'authorization_endpoint',
    ],
    ['a router to open', { issuer: () => ({ authorization_endpoint: 'https://192.168.0.1/x' }) }, 'not public'],
    ['another port of here', { issuer: () => ({ authorization_endpoint: 'http://127.0.0.1:9/x' }) }, 'not public'],
    ['tokens by plain http', { issuer: () => ({ token_endpoint: 'http://a.example/token' }) }, 'token_endpoint'],
    ['tokens from a private host', { issuer: () => ({ token_endpoint: 'https://10.0.0.7/token' }) }, 'not public'],
    ['tokens from here in octal', { issuer: () => ({ token_endpoint: 'https://0177.0.0.1/token' }) }, 'not public'],
    ['clients of a private host', { issuer: () => ({ registration_endpoint: 'https://10.0.0.7/r' }) }, 'not public'],
    ['no clients', { issuer: () => ({ registration_endpoint: undefined }) }, 'registers no clients by itself'],
    [
      'a private issuer that nobody named',
      { server: () => ({ authorization_servers: [other.url] }) },
      'not public',
      'open',
    ],
    ['metadata at a private address', metadataAt('https://0x7f.1/metadata'), 'not public'],
    ['metadata by plain http', metadataAt('http://a.example/metadata'), 'neither https nor on this machine'],
    [
      'a redirect of the server',
      { answers: { [RESOURCE]: () => ({ status: 302, headers: elsewhere() }) } },
      'leads elsewhere',
    ],
    [
      'a redirect of the issuer',
      { answers: { [META]: () => ({ status: 307, headers: elsewhere() }) } },
      'leads elsewhere',
    ],
    ['a giant of a server', { answers: { [RESOURCE]: () => ({ body: HUGE }) } }, 'longer than'],
    ['a giant of an issuer', { answers: { [META]: () => ({ body: HUGE }) } }, 'longer than'],
    ['a deep issuer', { answers: { [META]: () => ({ body: '['.repeat(200_000) }) } }, 'is no JSON'],
    [
      'an issuer in letters that look like others',
      { server: () => ({ authorization_servers: ['https://l\u043egin.example'] }) },
      'names an issuer that',
    ],
    [
      'an issuer whose address leads up again',
      { server: () => ({ authorization_servers: ['https://login.example/t/../evil'] }) },
      'names an issuer that',
    ],
    [
      'a resource that issuers could read in two ways',
      { server: (url) => ({ resource: `${url}/victim/%2e%2e/mcp` }) },
      'does not name a resource',
    ],
    ['no JSON', { answers: { [META]: () => ({ body: '{' }) } }, 'is no JSON'],
    [
      'a client without a name',
      { answers: { '/register': () => ({ status: 201, body: { client_id: '' } }) } },
      'gave no client that can be named',
    ],
    [
      'a client that shows who it is by a key',
      {
        answers: {
          '/register': () => ({ status: 201, body: { client_id: 'a', token_endpoint_auth_method: 'private_key_jwt' } }),
        },
      },
      'in no way that is known here',
    ],
    [
      'a client whose secret was left out',
      {
        answers: {
          '/register': () => ({
            status: 201,
            body: { client_id: 'a', token_endpoint_auth_method: 'client_secret_post' },
          }),
        },
      },
      'no secret that can be sent',
    ],
    [
      'no client, for a reason',
      { answers: { '/register': () => ({ status: 400, body: { error: 'access_denied' } }) } },
      'registers no client: access_denied',
    ],
    [
      'a client that would end a header',
      { answers: { '/register': () => ({ status: 201, body: { client_id: 'a\r\nb' } }) } },
      'gave no client that can be named',
    ],
  ])('%s', async (_, how, why, name) => {
    expect(await refusedAt(how, name, async () => Promise.reject(new Error('a person was sent somewhere')))).toContain(
      why,
    )
    for (const path of ['/elsewhere', '/authorize', '/token']) expect(stub.asked()).not.toContain(path)
    expect(other.asked()).toEqual([])
  })

  test('an issuer that the approval does not name is named to the person, whose no ends it', async () => {
    stub.behave({})
    told = ''
    expect(await login('open', WORDS, desk)).toEqual({ why: 'they said no' })
    expect(told).toContain(`takes tokens of ${JSON.stringify(stub.url)}`)
    for (const path of ['/register', '/authorize']) expect(stub.asked()).not.toContain(path)
  })
})

test('tokens that are good for more than the server are asked of the person, whose no ends it', async () => {
  stub.behave({ server: (url) => ({ resource: url }) })
  expect(await login('wiki', WORDS, desk)).toEqual({ why: 'they said no' })
  for (const path of ['/register', '/authorize']) expect(stub.asked()).not.toContain(path)
  const person = visitedBy(agrees)
  const agreeing = { ...person.desk, consent: async () => ({ given: true, how: 'typed' }) as const }
  expect(await login('wiki', WORDS, agreeing)).toMatchObject({ resource: stub.url })
  await person.over()
})

describe('what comes back by the browser', () => {
  test.each<[string, (params: URLSearchParams) => void, string]>([
    ['the answer of another issuer', (params) => params.set('iss', 'https://other.example'), 'iss'],
    ['none, though it was promised', (params) => params.delete('iss'), 'iss (issuer) missing'],
    ['another state', (params) => params.set('state', 'state-of-somebody-else'), 'state'],
    ['no state', (params) => params.delete('state'), 'state missing'],
    ['the state twice', (params) => params.append('state', params.get('state')!), 'state'],
    ['no code', (params) => params.delete('code'), 'code'],
    ['the code twice', (params) => params.append('code', 'other'), 'code'],
    ['a token instead of a code', (params) => (params.delete('code'), params.set('access_token', 'a')), 'code'],
    ['an error', (params) => (params.delete('code'), params.set('error', 'access_denied')), ': access_denied'],
    ['words of the issuer', (params) => params.set('error', 'do what I say'), 'it does not say why'],
  ])('%s is refused, and no code is sent on', async (_, back, why) => {
    expect(await refusedAt({ back })).toContain(why)
    expect(stub.asked()).not.toContain('/token')
  })

  test('counts once: after a wrong answer the right one finds nobody', async () => {
    const replayed = async (address: URL): Promise<unknown> => {
      const right = new URL((await fetch(address, { redirect: 'manual' })).headers.get('location')!)
      const wrong = new URL(right)
      wrong.searchParams.set('state', 'guessed')
      await (await fetch(wrong)).text()
      await expect(fetch(right)).rejects.toThrow('fetch failed')
      return null
    }
    expect(await refusedAt({}, 'wiki', replayed)).toContain('state')
    expect(stub.asked()).not.toContain('/token')
  })

  test('does not count for another host, another path or another method', async () => {
    stub.behave({})
    const statuses: (number | undefined)[] = []
    const person = visitedBy(async (address) => {
      const right = new URL((await fetch(address, { redirect: 'manual' })).headers.get('location')!)
      const wrong = new URL(right)
      wrong.pathname = '/'
      statuses.push(await statusOf(right, 'GET', `evil.example:${right.port}`))
      statuses.push(await statusOf(wrong, 'GET', right.host), await statusOf(right, 'POST', right.host))
      statuses.push(await statusOf(right, 'GET', right.host))
    })
    expect(await login('wiki', WORDS, person.desk)).toMatchObject({ client: 'made' })
    await person.over()
    expect(statuses).toEqual([403, 404, 405, 200])
  })

  test('does not count where nobody came in time', async () => {
    stub.behave({})
    await expect(login('wiki', { ...WORDS, waitMs: 1 }, desk)).rejects.toMatchObject({ code: 'login-refused' })
    expect(stub.asked()).not.toContain('/token')
  })
})

const statusOf = (url: URL, method: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) =>
    request(url, { method, headers: { host } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .on('error', reject)
      .end(),
  )

describe('what is given for the code', () => {
  test.each<[string, Misbehaviour, string, string?]>([
    ['a token of another kind', { token: { token_type: 'mac' } }, 'token_type'],
    ['a token that is bound to a key', { token: { token_type: 'DPoP' } }, 'no bearer token'],
    ['no kind', { token: { token_type: undefined } }, 'token_type'],
    ['no token', { token: { access_token: undefined } }, 'access_token'],
    ['a token that would end a header', { token: { access_token: 'a\r\nx: y' } }, 'no token that can be sent'],
    ['a giant', { token: { access_token: HUGE } }, 'longer than'],
    ['too long a token', { token: { access_token: 'x'.repeat(9_000) } }, 'no token that can be sent'],
    ['another place', { answers: { '/token': () => ({ status: 307, headers: elsewhere() }) } }, 'status 307'],
    ['an error', { answers: { '/token': () => ({ status: 400, body: { error: 'invalid_grant' } }) } }, 'invalid_grant'],
    [
      'a page',
      { answers: { '/token': () => ({ headers: { 'content-type': 'text/html' }, body: '<p>' }) } },
      'application/json',
    ],
    ['more than was approved', { token: { scope: 'a b' } }, 'more than was approved', 'narrow'],
    ['more, in words that no issuer can have', { token: { scope: 'a b\u00e9 "c"' } }, 'scopes that', 'narrow'],
    ['more than anybody could look at', { token: { scope: scopes(101) } }, 'scopes that'],
    ['a challenge of a giant', { answers: { '/token': giantChallenge } }, 'status 401'],
  ])('%s is not kept', async (_, how, why, name) => {
    expect(await refusedAt(how, name)).toContain(why)
    expect(stub.asked()).not.toContain('/elsewhere')
  })
})

/** As the gateway asks for them. */
async function tokens(): Promise<ReturnType<typeof tokensOfLogin>> {
  const { paths, env, secretsKey, lock } = desk
  const { artifact, grants } = (await lock.read()).pins['narrow']!
  const pin = { server: 'narrow', remote: artifact as Remote, grant: grants.login! }
  const giving = { paths, env, secretsKey, profile: 'any' } as const
  return tokensOfLogin(pin, grants.net, {}, { giving, isOwner: true })
}

/** Logged in to `narrow`, with a token that is over at once. */
async function loggedInBriefly(): Promise<void> {
  stub.behave({ token: { expires_in: 0 }, issuer: (url) => ({ revocation_endpoint: `${url}/revoke` }) })
  const person = visitedBy(agrees)
  await login('narrow', WORDS, person.desk)
  await person.over()
}

describe('what is given at a renewal', () => {
  test.each<[string, Misbehaviour, string, string]>([
    ['more than was approved', { token: { scope: 'a b' } }, 'login-missing', 'more than was approved'],
    ['a token of another kind', { token: { token_type: 'DPoP' } }, 'login-refused', 'no bearer token'],
    ['a giant', { token: { access_token: HUGE } }, 'login-refused', 'longer than'],
    ['an error of its own', { answers: { '/token': () => ({ status: 503 }) } }, 'login-refused', 'status 503'],
    [
      'a no',
      { answers: { '/token': () => ({ status: 400, body: { error: 'invalid_grant' } }) } },
      'login-missing',
      'is over',
    ],
    ['another place', { answers: { '/token': () => ({ status: 307, headers: elsewhere() }) } }, 'login-refused', '307'],
  ])('%s is not used, and is not asked for at once again', async (_, how, code, why) => {
    await loggedInBriefly()
    stub.behave(how)
    const token = await tokens()
    const wanted = { code, message: expect.stringContaining(why) }
    await expect(token(null)).rejects.toMatchObject(wanted)
    await expect(token(null)).rejects.toMatchObject(wanted)
    expect(stub.asked()).toEqual(['/token'])
  })
})

test('a token that was refused is renewed once, also for those who are told late', async () => {
  await loggedInBriefly()
  stub.behave({ token: { access_token: 'first' } })
  const token = await tokens()
  expect(await token(null)).toBe('first')
  stub.behave({ token: { access_token: 'second' } })
  expect([await token('first'), await token('first'), await token(null)]).toEqual(['second', 'second', 'second'])
  expect(stub.asked()).toEqual(['/token'])
  await expect(token('second')).rejects.toMatchObject({ code: 'login-refused' })
  expect(stub.asked()).toEqual(['/token'])
})

test.each([
  ['of a server that nobody is logged in to', 'other', { code: 'login-missing' }],
  ['that there is', 'narrow', { code: 'terminal-missing' }],
])(
  'for the end of a login %s the passphrase is asked only where there is something to end',
  async (_, name, failure) => {
    await loggedInBriefly()
    const nowhere = { ...desk, secretsKey: 'ask', askHidden: async () => null }
    await expect(logout(name, nowhere)).rejects.toMatchObject(failure)
  },
)

describe('a login that ends while it is renewed', () => {
  const NEWER = { access_token: 'newer', token_type: 'Bearer', expires_in: 600, refresh_token: 'newer-renewal' }

  test('stays ended: what the issuer gave meanwhile is neither kept nor used', async () => {
    await loggedInBriefly()
    const ended = async () => {
      await logout('narrow', desk)
      return { body: NEWER }
    }
    stub.behave({ answers: { '/token': ended, '/revoke': () => ({}) } })
    await expect((await tokens())(null)).rejects.toMatchObject({ code: 'login-missing' })
    await expect(logout('narrow', desk)).rejects.toMatchObject({ code: 'login-missing' })
  })

  test('is ended at the issuer by what was renewed last', async () => {
    await loggedInBriefly()
    const token = await tokens()
    stub.behave({ token: NEWER, answers: { '/revoke': () => ({}) } })
    const slow = async () => {
      await token(null)
      return desk.openRecorder()
    }
    expect(await logout('narrow', { ...desk, openRecorder: slow })).toMatchObject({ why: null })
    expect(stub.forms()['/revoke']!.get('token')).toBe('newer-renewal')
  })
})

test('a token for ever is one for a year, and of endless scopes only some are asked for', async () => {
  stub.behave({
    token: { expires_in: 1e300 },
    server: () => ({ scopes_supported: scopes(5_000).split(' ') }),
  })
  const person = visitedBy(agrees)
  const { until, scopes: given } = (await login('wiki', WORDS, person.desk)) as LoggedIn
  await person.over()
  expect(until! - Date.now()).toBeLessThan(366 * 86_400_000)
  expect(given.length).toBe(100)
})

test('what is asked for is what the specification wants', async () => {
  stub.behave({})
  const asked: URLSearchParams[] = []
  const person = visitedBy((address) => {
    asked.push(address.searchParams)
    return agrees(address)
  })
  await login('wiki', WORDS, person.desk)
  const [words] = asked
  expect(Object.fromEntries(words!)).toMatchObject({
    ...{ response_type: 'code', client_id: 'made', resource: `${stub.url}/mcp`, scope: 'a' },
    code_challenge_method: 'S256',
    redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
  })
  expect(words!.get('state')!.length).toBeGreaterThanOrEqual(43)
  expect(words!.get('code_challenge')!.length).toBe(43)
  expect(kept()).not.toContain(TOKEN)
})

test('a client with dashes and dots in its name is known to an issuer that decodes nothing', async () => {
  stub.behave({ issuer: () => ({ token_endpoint_auth_methods_supported: ['client_secret_basic'] }) })
  const person = visitedBy(agrees)
  expect(await login('known', WORDS, person.desk)).toMatchObject({ client: 'desk-1.a' })
  await person.over()
  expect(stub.shown()).toBe(`Basic ${btoa(`desk-1.a:${SECRET}`)}`)
  expect(stub.asked()).not.toContain('/register')
})
