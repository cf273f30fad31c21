// Certificates and tokens together before the built program: a token that is bound to a certificate is good with that one alone
// (RFC 8705 section 3), and a session is of both.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Pair } from '../identity/authority.ts'
import { type Claims, type Issuer, startIssuer } from '../identity/issuer.ts'
import { callOf, closeServing, forget, INITIALIZE, type Served, startServing, witnessHome, freePort } from './place.ts'
import { ask, TlsPlace } from './tls-place.ts'

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
    ['bound to a key of DPoP', () => ({ cnf: { jkt: 'a' } }), 'http-token-bound'],
    ['bound to both', (mine) => ({ cnf: { ...(to(mine)['cnf'] as object), jkt: 'a' } }), 'http-token-bound'],
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
