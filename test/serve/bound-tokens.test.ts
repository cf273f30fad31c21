// Certificates and tokens together before the built program: a token that is bound to a certificate is good with that one alone
// (RFC 8705 section 3), one that is bound to a key with a new proof of it for each request (RFC 9449), and a session is of all of them.
import type { RequestOptions } from 'node:https'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Pair } from '../identity/authority.ts'
import { type Claims, type Issuer, startIssuer } from '../identity/issuer.ts'
import { newProver, type Prover, type Request } from '../identity/prover.ts'
import {
  callOf,
  closeServing,
  forget,
  INITIALIZE,
  modern,
  type Served,
  startServing,
  witnessHome,
  freePort,
} from './place.ts'
import { type Answer, ask, TlsPlace } from './tls-place.ts'

let issuer: Issuer
const made = { any: {} as { served: Served; place: TlsPlace }, bound: {} as { served: Served; place: TlsPlace } }
beforeAll(async () => {
  issuer = await startIssuer(() => ({}), RESOURCE)
  for (const tokens of ['any', 'bound'] as const) {
    const home = witnessHome()
    const place = new TlsPlace(home)
    const identity = ['identity:', `  issuer: ${issuer.url}`, `  resource: ${RESOURCE}`, '  scopes: [mcp:use]']
    place.config([`ca: ${place.path('ca.pem')}`, 'user: cn', `tokens: ${tokens}`], identity)
    made[tokens] = { place, served: await startServing(home, '--listen', `127.0.0.1:${await freePort()}`) }
  }
})
afterAll(async () => {
  await Promise.all([closeServing(made.any.served), closeServing(made.bound.served)])
  await issuer.stop()
})

const RESOURCE = 'https://gateway.example'

type Mode = keyof typeof made
const certificate = (mode: Mode, cn: string): Pair =>
  made[mode].place.team.issue({ subject: [['cn', cn]], usages: ['client'] })
const to = (pair: Pair): Claims => ({ cnf: { 'x5t#S256': pair.thumbprint } })

async function open(mode: Mode, pair: Pair, claims: Claims) {
  const { place, served } = made[mode]
  const headers = { authorization: `Bearer ${await issuer.signed(claims)}` }
  return ask(served.port, { ca: place.gateway.cert, cert: pair.cert, key: pair.key, headers }, INITIALIZE)
}

describe.each<Mode>(['any', 'bound'])('tokens: %s', (mode) => {
  test('one that is bound to the certificate it comes with', async () => {
    const mine = certificate(mode, 'laptop')
    expect((await open(mode, mine, to(mine))).status).toBe(200)
  })

  test.each<[string, (mine: Pair) => Claims, string]>([
    ['bound to another certificate', () => to(certificate(mode, 'laptop')), 'http-token-foreign'],
    [
      'bound to a key, without a proof',
      () => ({ cnf: { jkt: 'a' } }),
      mode === 'any' ? 'http-token-as-bearer' : 'http-token-unbound',
    ],
    ['bound to both', (mine) => ({ cnf: { ...(to(mine)['cnf'] as object), jkt: 'a' } }), 'http-token-as-bearer'],
    ['bound to nothing that can be read', () => ({ cnf: 'yes' }), 'http-token-bound'],
  ])('one that is %s is refused with an event, and nothing is forwarded', async (_, claims, code) => {
    const { served } = made[mode]
    forget(served)
    const before = served.faults().length
    const mine = certificate(mode, 'laptop')
    const { status, headers } = await open(mode, mine, claims(mine))
    expect([status, headers['www-authenticate']]).toEqual([401, expect.stringContaining('error="invalid_token"')])
    expect([served.faults().slice(before), served.witnessed()]).toEqual([[code], []])
  })

  test('one that is bound to nothing', async () => {
    expect((await open(mode, certificate(mode, 'laptop'), {})).status).toBe(mode === 'any' ? 200 : 401)
  })

  test('a token alone, without a certificate', async () => {
    const { place, served } = made[mode]
    const headers = { authorization: `Bearer ${await issuer.signed({})}` }
    expect((await ask(served.port, { ca: place.gateway.cert, headers }, INITIALIZE)).status).toBe(403)
  })

  test('the metadata says whether tokens have to be bound', async () => {
    const { place, served } = made[mode]
    const { cert, key } = certificate(mode, 'laptop')
    const { text } = await ask(
      served.port,
      { ca: place.gateway.cert, cert, key },
      null,
      '/.well-known/oauth-protected-resource',
    )
    expect(JSON.parse(text)['tls_client_certificate_bound_access_tokens']).toBe(mode === 'bound' ? true : undefined)
  })
})

test('a session is of the token and of the name in the certificate', async () => {
  const { place, served } = made.any
  const [laptop, renewed, other] = [
    certificate('any', 'laptop'),
    certificate('any', 'laptop'),
    certificate('any', 'other'),
  ]
  const opened = await open('any', laptop, {})
  const headers = {
    authorization: `Bearer ${await issuer.signed({})}`,
    'mcp-session-id': opened.headers['mcp-session-id']!,
  }
  const status = async ({ cert, key }: Pair): Promise<number> =>
    (await ask(served.port, { ca: place.gateway.cert, cert, key, headers }, callOf(1, 'echo', { text: 'x' }))).status
  expect([await status(other), await status(laptop), await status(renewed)]).toEqual([404, 200, 200])
})

describe('a token that is bound to a key', () => {
  const HOST = (): string => `https://127.0.0.1:${made.any.served.port}`
  const SERVER = '/s/witness/mcp'
  const ADDRESS = `${RESOURCE}${SERVER}`
  let laptop: Pair
  let [ada, other]: readonly [Prover, Prover] = [{} as Prover, {} as Prover]
  let nonce = ''
  beforeAll(async () => {
    laptop = certificate('any', 'laptop')
    ;[ada, other] = [await newProver(), await newProver()]
    nonce = (await call(await boundTo(ada), await ada.proof(POST))).headers['dpop-nonce']!
  })

  const POST: Request = { htm: 'POST', htu: ADDRESS }
  const boundTo = ({ thumbprint }: Prover, more: Claims = {}): Promise<string> =>
    issuer.signed({ cnf: { jkt: thumbprint }, ...more })
  const withNonce = (claims: Claims = {}): Claims => ({ nonce, ...claims })

  type Headers = Readonly<Record<string, string | readonly string[]>>
  function send(headers: Headers, method: string, body: unknown = null): Promise<Answer> {
    const { place, served } = made.any
    const { cert, key } = laptop
    return ask(served.port, { ca: place.gateway.cert, cert, key, method, headers } as RequestOptions, body, SERVER)
  }
  const shown = (token: string, proof?: string): Headers => ({
    authorization: `DPoP ${token}`,
    ...(proof !== undefined && { dpop: proof }),
  })
  function call(token: string, proof: string | undefined, words = 'x', more: Headers = {}): Promise<Answer> {
    const [body, head] = modern(1, 'tools/call', { name: 'echo', arguments: { text: words } })
    return send({ ...head, ...shown(token, proof), ...more }, 'POST', body)
  }
  const isHeard = (words: string): boolean => made.any.served.witnessed().some((line) => line.includes(words))

  test('given by the provider, comes through with its proof, as the nonce demands', async () => {
    const { served } = made.any
    const [token, words, before] = [await issuer.boundToken(ada), crypto.randomUUID(), served.faults().length]
    const first = await call(token, await ada.proof({ ...POST, token }), words)
    expect([first.status, first.headers['www-authenticate']]).toEqual([
      401,
      expect.stringMatching(
        /^DPoP realm="sallyport", error="use_dpop_nonce", .*, algs="RS256 .* Ed25519", resource_metadata=/,
      ),
    ])
    expect([served.faults().slice(before), isHeard(words)]).toEqual([['http-proof-nonce'], false])
    const proof = await ada.proof({ ...POST, token }, { nonce: first.headers['dpop-nonce'] })
    const second = await call(token, proof, words)
    expect([second.status, isHeard(words)]).toEqual([200, true])
    expect(second.headers['dpop-nonce']).toMatch(/^[0-9a-f]{64}$/)
  })

  test.each<[string, (token: string) => Promise<Headers>, string, string]>([
    ['without a proof', async (token) => shown(token), 'invalid_dpop_proof', 'http-proof-missing'],
    [
      'with two of them',
      async (token) => ({ dpop: [await good(token), await good(token)] }),
      'invalid_dpop_proof',
      'http-proof-twice',
    ],
    [
      'as a bearer token',
      async (token) => ({ authorization: `Bearer ${token}`, dpop: await good(token) }),
      'invalid_token',
      'http-token-as-bearer',
    ],
    [
      'for another method',
      (token) => proven({ ...POST, htm: 'GET', token }),
      'invalid_dpop_proof',
      'http-proof-method',
    ],
    [
      'for another server',
      (token) => proven({ ...POST, htu: `${RESOURCE}/s/other/mcp`, token }),
      'invalid_dpop_proof',
      'http-proof-address',
    ],
    [
      'for the address that it is sent to',
      (token) => proven({ ...POST, htu: `${HOST()}${SERVER}`, token }),
      'invalid_dpop_proof',
      'http-proof-address',
    ],
    [
      'for the token of somebody else',
      async () => proven({ ...POST, token: await boundTo(ada, { sub: 'bob' }) }),
      'invalid_dpop_proof',
      'http-proof-token',
    ],
    [
      'of another key',
      async (token) => ({ dpop: await other.proof({ ...POST, token }, withNonce()) }),
      'invalid_token',
      'http-proof-foreign',
    ],
    ['of yesterday', (token) => proven({ ...POST, token }, { iat: 1 }), 'invalid_dpop_proof', 'http-proof-time'],
    [
      'by a shared secret',
      (token) => proven({ ...POST, token }, {}, 'HS256'),
      'invalid_dpop_proof',
      'http-proof-algorithm',
    ],
  ])('%s: a challenge, a line in the log, and nothing forwarded', async (_, headers, error, code) => {
    const { served } = made.any
    const token = await boundTo(ada)
    const [words, before] = [crypto.randomUUID(), served.faults().length]
    const refused = await call(token, undefined, words, await headers(token))
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([
      401,
      expect.stringContaining(`error="${error}"`),
    ])
    expect([served.faults().slice(before), isHeard(words)]).toEqual([[code], false])
    expect([(await call(token, await good(token), words)).status, isHeard(words)]).toEqual([200, true])
  })

  const good = (token: string): Promise<string> => ada.proof({ ...POST, token }, withNonce())
  async function proven(request: Request, claims: Claims = {}, alg?: string): Promise<Headers> {
    const proof = await ada.proof(request, withNonce(claims))
    const head = Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg, jwk: ada.publicKey })).toString('base64url')
    return { dpop: alg === undefined ? proof : proof.replace(/^[^.]+/, head) }
  }

  test('with a proof that was used: the server hears of it once', async () => {
    const { served } = made.any
    const token = await boundTo(ada)
    const [proof, words, before] = [await good(token), crypto.randomUUID(), served.faults().length]
    expect([(await call(token, proof, 'first')).status, (await call(token, proof, words)).status]).toEqual([200, 401])
    expect([served.faults().slice(before), isHeard(words)]).toEqual([['http-proof-replayed'], false])
    const session = { 'mcp-session-id': 'any' }
    for (const method of ['GET', 'DELETE'])
      expect((await send({ ...shown(token, proof), ...session }, method)).status).toBe(401)
  })

  test('has a session that no other key, and no token without one, can reach', async () => {
    const [own, foreign, plain] = [await boundTo(ada), await boundTo(other), await issuer.signed({})]
    const opened = await send(shown(own, await good(own)), 'POST', INITIALIZE)
    const session = { 'mcp-session-id': opened.headers['mcp-session-id']! }
    const status = async (headers: Headers, method: string): Promise<number> =>
      (await send({ ...headers, ...session }, method, method === 'POST' ? callOf(1, 'echo', { text: 'x' }) : null))
        .status
    const by = async (prover: Prover, token: string, htm: string): Promise<Headers> =>
      shown(token, await prover.proof({ htm, htu: ADDRESS, token }, withNonce()))
    for (const method of ['POST', 'GET', 'DELETE']) {
      expect(await status(await by(other, foreign, method), method)).toBe(404)
      expect(await status({ authorization: `Bearer ${plain}` }, method)).toBe(404)
    }
    // What is listened to, and the end of a session, need proofs of their own.
    expect(await status(await by(ada, own, 'POST'), 'GET')).toBe(401)
    expect(await status(await by(ada, own, 'GET'), 'DELETE')).toBe(401)
    expect(await status(await by(ada, own, 'POST'), 'POST')).toBe(200)
    const listening = status(await by(ada, own, 'GET'), 'GET')
    expect([await status(await by(ada, own, 'DELETE'), 'DELETE'), await listening]).toEqual([200, 200])
  })
})
