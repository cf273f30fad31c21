// The keys of a real provider: found, kept, changed, and missed; and providers that answer with something else.
import type { RequestListener, ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bound } from '../../src/core/model/bounds.ts'
import type { Failure } from '../../src/core/model/failure.ts'
import { IssuerKeys } from '../../src/io/identity/issuer-keys.ts'
import { headerOf, signedClaims } from '../../src/io/identity/token.ts'
import { type Issuer, startIssuer } from './issuer.ts'

let issuer: Issuer
beforeAll(async () => (issuer = await startIssuer()))
afterAll(() => issuer.stop())
afterEach(() => issuer.answerWith(null))

type Held = {
  readonly keys: IssuerKeys
  readonly failures: Failure[]
  readonly pass: (ms: number) => void
  readonly fetches: () => number
}

/** With a clock that stands still unless it is told to go on. */
function hold(url = issuer.url): Held {
  const clock = { now: 0 }
  const failures: Failure[] = []
  const before = issuer.asked().length
  return {
    keys: new IssuerKeys(url, { now: () => clock.now, failed: (failure) => failures.push(failure) }),
    failures,
    pass: (ms) => void (clock.now += ms),
    fetches: () =>
      issuer
        .asked()
        .slice(before)
        .filter((path) => path === '/jwks').length,
  }
}

async function claimsOf(token: string, { keys }: Held): Promise<unknown> {
  const found = await keys.forKey(headerOf(token)!['kid'] as string)
  return found === null ? 'away' : signedClaims(token, found)
}

describe('the keys of a provider', () => {
  test('check a token that it gave', async () => {
    expect(await claimsOf(await issuer.token(), hold())).toMatchObject({ iss: issuer.url, sub: 'ada' })
  })

  test('are fetched once for all who wait for them', async () => {
    const held = hold()
    const token = await issuer.token()
    const all = await Promise.all(Array.from({ length: 20 }, () => claimsOf(token, held)))
    expect(all.filter((one) => typeof one === 'object')).toHaveLength(20)
    expect(held.fetches()).toBe(1)
  })

  test('change while they are used: every token is checked, by one fetch more', async () => {
    const held = hold()
    await claimsOf(await issuer.token(), held)
    held.pass(bound('identity-retry-ms'))
    await issuer.rotate('keep')
    const tokens = await Promise.all(Array.from({ length: 20 }, () => issuer.token()))
    const all = await Promise.all(tokens.map((token) => claimsOf(token, held)))
    expect(all.filter((one) => typeof one === 'object')).toHaveLength(20)
    expect(held.fetches()).toBe(2)
  })

  test('that were taken back are not used once they were fetched anew', async () => {
    const held = hold()
    const token = await issuer.token()
    expect(await claimsOf(token, held)).toMatchObject({ sub: 'ada' })
    await issuer.rotate()
    held.pass(bound('identity-refetch-ms'))
    await claimsOf(token, held)
    held.pass(bound('identity-retry-ms'))
    expect(await claimsOf(await issuer.token(), held)).toMatchObject({ sub: 'ada' })
    expect(await claimsOf(token, held)).toBe('key-unknown')
  })

  test('that do not exist are asked for only once in a while', async () => {
    const held = hold()
    await held.keys.forKey('a')
    for (let at = 0; at < 50; at += 1) await held.keys.forKey(`made-up-${at}`)
    expect(held.fetches()).toBe(1)
    held.pass(bound('identity-retry-ms'))
    for (let at = 0; at < 50; at += 1) await held.keys.forKey(`made-up-${at}`)
    expect(held.fetches()).toBe(2)
  })

  test('are there without a fetch for each who wants to know', async () => {
    const held = hold()
    expect(await held.keys.areThere()).toBe(true)
    held.pass(bound('identity-refetch-ms'))
    expect(await held.keys.areThere()).toBe(true)
    expect(held.fetches()).toBe(1)
    held.pass(bound('identity-keys-ms'))
    issuer.answerWith((_, response) => response.writeHead(500).end())
    expect(await held.keys.areThere()).toBe(false)
  })

  test('stay while the provider is away, and not for ever', async () => {
    const held = hold()
    const token = await issuer.token()
    await claimsOf(token, held)
    issuer.answerWith((_, response) => response.writeHead(500).end())
    held.pass(bound('identity-keys-ms') - 1)
    expect(await claimsOf(token, held)).toMatchObject({ sub: 'ada' })
    held.pass(1)
    expect(await claimsOf(token, held)).toBe('away')
    issuer.answerWith(null)
    held.pass(bound('identity-retry-ms'))
    expect(await claimsOf(token, held)).toMatchObject({ sub: 'ada' })
  })
})

describe('a provider that cannot be used', () => {
  const json = (response: ServerResponse, value: unknown): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }
  /** Its metadata with these members, and its keys by this. */
  const provider =
    (metadata: object, keys: (response: ServerResponse) => void): RequestListener =>
    ({ url }, response) =>
      url === '/jwks'
        ? keys(response)
        : json(response, { issuer: issuer.url, jwks_uri: `${issuer.url}/jwks`, ...metadata })
  const keysThat = (keys: (response: ServerResponse) => void): RequestListener => provider({}, keys)
  const none = (response: ServerResponse): void => json(response, { keys: [] })

  test.each<[string, () => RequestListener, string]>([
    ['has nothing', () => (_, response) => void response.writeHead(404).end(), 'publishes no metadata'],
    ['fails', () => (_, response) => void response.writeHead(500).end(), 'answered with status 500'],
    ['breaks off', () => (_, response) => void response.destroy(), 'could not be fetched'],
    ['speaks no JSON', () => keysThat((response) => void response.end('<html>')), 'is no JSON'],
    ['speaks no UTF-8', () => keysThat((response) => void response.end(Buffer.from([0xff]))), 'could not be fetched'],
    ['has another name', () => provider({ issuer: `${issuer.url}/` }, none), 'calls itself something else'],
    ['has no keys', () => provider({ jwks_uri: 7 }, none), 'does not say where its keys are'],
    ['has keys in the clear', () => provider({ jwks_uri: 'http://id.example/jwks' }, none), 'is neither https nor'],
    [
      'has keys elsewhere on this machine',
      () => provider({ jwks_uri: 'http://127.0.0.1:9/jwks' }, none),
      'in another place',
    ],
    ['has keys in a file', () => provider({ jwks_uri: 'file:///etc/keys' }, none), 'is neither https nor'],
    [
      'leads elsewhere',
      () => keysThat((response) => void response.writeHead(302, { location: '/other' }).end()),
      'leads elsewhere, and is not followed',
    ],
    [
      'never comes to an end',
      () => keysThat((response) => void response.end(`{"keys":[${' '.repeat(bound('identity-document-bytes'))}]}`)),
      'is longer than a document of an issuer may be',
    ],
    [
      'has too many keys',
      () => keysThat((response) => json(response, { keys: Array.from({ length: 101 }, () => ({})) })),
      'publishes no set of keys that can be read',
    ],
    ['never answers', () => () => undefined, 'did not answer in time'],
  ])('%s', async (_, listener, why) => {
    issuer.answerWith(listener())
    const held = hold()
    expect(await held.keys.forKey('a')).toBeNull()
    expect(held.failures.map(({ code, message }) => [code, message])).toEqual([
      ['issuer-unusable', expect.stringContaining(why) as string],
    ])
  })

  test('and whose address nobody listens on', async () => {
    const held = hold('http://127.0.0.1:9')
    expect(await held.keys.forKey('a')).toBeNull()
    expect(held.failures[0]?.words).toMatch(/could not be fetched \(.+\)\. Check `identity` in config\.yaml/)
  })

  test('metadata by RFC 8414 is as good', async () => {
    const path = '/.well-known/oauth-authorization-server/team'
    const keys = [{ ...issuer.publicKey(), kid: 'a' }]
    issuer.answerWith(({ url }, response) => {
      if (url === '/jwks') json(response, { keys })
      else if (url === path) json(response, { issuer: `${issuer.url}/team`, jwks_uri: `${issuer.url}/jwks` })
      else response.writeHead(404).end()
    })
    const held = hold(`${issuer.url}/team`)
    expect((await held.keys.forKey('a'))?.ids).toEqual(new Set(['a']))
  })
})
