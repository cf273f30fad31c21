// Who is admitted by a token that is bound to a key (RFC 9449), with a real provider: each of what could be wrong with a proof is
// wrong with nothing else here.
import { createHmac } from 'node:crypto'
import { exportJWK } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Binding } from '../../src/core/identity/binding.ts'
import { bound } from '../../src/core/model/bounds.ts'
import type { Gate, ShownHere } from '../../src/flows/serving/gate.ts'
import { issuerGate } from '../../src/flows/serving/issuer-gate.ts'
import { type Claims, type Issuer, RESOURCE, startIssuer } from './issuer.ts'
import { newProver, type Prover } from './prover.ts'

let issuer: Issuer
let ada: Prover
let gate: Gate
/** Milliseconds that the clocks of the gate are ahead: the monotonic one, and that of the wall. */
let ahead = { now: 0, date: 0 }
beforeAll(async () => {
  issuer = await startIssuer((client) => ({ groups: [client] }))
  ada = await newProver()
})
afterAll(() => issuer.stop())
beforeEach(() => {
  ahead = { now: 0, date: 0 }
  gate = gateOf()
})

function gateOf(dpopNonce: 'on' | 'off' = 'on', binding: Binding = 'none'): Gate {
  const expected = {
    issuer: issuer.url,
    resource: RESOURCE,
    scopes: ['mcp:use'],
    groupsClaim: 'groups',
    acr: [],
    amr: [],
  }
  return issuerGate(
    { ...expected, tokens: 'any', dpopNonce },
    {
      now: () => performance.now() + ahead.now,
      date: () => new Date(Date.now() + ahead.date),
      ...{ failed: () => undefined, binding },
    },
  )
}
const wait = (ms: number): void => {
  ahead = { now: ahead.now + ms, date: ahead.date + ms }
}

type More = { readonly claims?: Claims; readonly header?: Claims; readonly htu?: string }
const ADDRESS = `${RESOURCE}/s/files/mcp`
const shown = (token: string, proof: string | undefined, more: Partial<ShownHere> = {}): ShownHere => ({
  ...{ authorization: `DPoP ${token}`, proof, certificate: null, verb: 'POST', target: '/s/files/mcp', ...more },
})
/** By the clock of the gate. */
const seconds = (): number => Math.floor((Date.now() + ahead.date) / 1_000)
const signed = (prover: Prover, claims: Claims = {}): Promise<string> =>
  issuer.signed({ cnf: { jkt: prover.thumbprint }, exp: seconds() + 3_600, ...claims })
/** With the nonce that counts now, where one does. */
function proofOf(prover: Prover, token: string, { claims, header, htu = ADDRESS }: More = {}): Promise<string> {
  const nonce = gate.nonce()
  const said = { iat: seconds(), ...(nonce !== null && { nonce }), ...claims }
  return prover.proof({ htm: 'POST', htu, token }, said, header)
}

describe('the token that a provider bound to a key', () => {
  test.each(['ES256', 'EdDSA'])('with a proof of that key, by %s', async (alg) => {
    const prover = await newProver(alg)
    const token = await issuer.boundToken(prover, 'bob')
    expect(await gate.admit(shown(token, await proofOf(prover, token)))).toMatchObject({
      principal: { user: `${issuer.url}#bob`, groups: ['bob'], key: prover.thumbprint },
    })
  })

  // Of those this provider takes none.
  test.each(['RS256', 'PS256'])('with a proof by %s', async (alg) => {
    const prover = await newProver(alg)
    const token = await signed(prover)
    expect(await gate.admit(shown(token, await proofOf(prover, token)))).toHaveProperty('principal')
  })

  test('as a bearer token, also with its proof', async () => {
    const token = await issuer.boundToken(ada)
    const authorization = `Bearer ${token}`
    expect(await gate.admit(shown(token, undefined, { authorization }))).toBe('token-as-bearer')
    expect(await gate.admit(shown(token, await proofOf(ada, token), { authorization }))).toBe('token-as-bearer')
  })

  test('with the proof of another key', async () => {
    const token = await issuer.boundToken(ada)
    expect(await gate.admit(shown(token, await proofOf(await newProver(), token)))).toBe('proof-foreign')
  })
})

describe('a proof', () => {
  const changed = (proof: string): string =>
    proof.replace(/[^.]+$/, (end) => (end.startsWith('A') ? 'B' : 'A') + end.slice(1))
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = (header: Claims, token: string): string =>
    `${part({ typ: 'dpop+jwt', jwk: ada.publicKey, ...header })}.${part({ ath: token })}.`

  test.each<[string, (token: string) => string | undefined | Promise<string>, string]>([
    ['that is not there', () => undefined, 'proof-missing'],
    ['that is empty', () => '', 'proof-missing'],
    ['that is none', () => 'proof', 'proof-malformed'],
    ['that is two', async (token) => `${await proofOf(ada, token)}, ${await proofOf(ada, token)}`, 'proof-malformed'],
    ['longer than any', (token) => proofOf(ada, token, { claims: { pad: 'a'.repeat(4_096) } }), 'proof-malformed'],
    ['that is the token', (token) => token, 'proof-type'],
    ['of another type', (token) => proofOf(ada, token, { header: { typ: 'JWT' } }), 'proof-type'],
    ['that is not signed', (token) => unsigned({ alg: 'none' }, token), 'proof-algorithm'],
    ['signed with the public key as a secret', (token) => bySecret(token), 'proof-algorithm'],
    ['without its key', (token) => proofOf(ada, token, { header: { jwk: undefined } }), 'proof-key'],
    ['with the private key in it', async (token) => withPrivate(token), 'proof-key'],
    ['with a point on no curve', (token) => proofOf(ada, token, { header: { jwk: offCurve() } }), 'proof-key'],
    [
      'with the key of another',
      async (token) => proofOf(ada, token, { header: await keyOf(newProver()) }),
      'proof-signature',
    ],
    [
      'with a key of another kind',
      async (token) => proofOf(ada, token, { header: await keyOf(newProver('RS256')) }),
      'proof-key',
    ],
    ['that was changed', async (token) => changed(await proofOf(ada, token)), 'proof-signature'],
    ['for another method', (token) => proofOf(ada, token, { claims: { htm: 'GET' } }), 'proof-method'],
    ['for another server', (token) => proofOf(ada, token, { htu: `${RESOURCE}/s/mail/mcp` }), 'proof-address'],
    [
      'for the address that Host would say',
      (token) => proofOf(ada, token, { htu: 'http://127.0.0.1:7325/s/files/mcp' }),
      'proof-address',
    ],
    [
      'for another token of the same key',
      async (token) => proofOf(ada, await signed(ada, { pad: token.length })),
      'proof-token',
    ],
    ['for no token', (token) => proofOf(ada, token, { claims: { ath: undefined } }), 'proof-token'],
    ['made too long ago', (token) => proofOf(ada, token, { claims: { iat: seconds() - 310 } }), 'proof-time'],
    ['made too far ahead', (token) => proofOf(ada, token, { claims: { iat: seconds() + 310 } }), 'proof-time'],
    ['without an id', (token) => proofOf(ada, token, { claims: { jti: undefined } }), 'proof-id'],
    ['without the nonce', (token) => proofOf(ada, token, { claims: { nonce: undefined } }), 'proof-nonce'],
    ['with another nonce', (token) => proofOf(ada, token, { claims: { nonce: 'a'.repeat(64) } }), 'proof-nonce'],
  ])('%s', async (_, proof, why) => {
    const token = await signed(ada)
    expect(await gate.admit(shown(token, await proof(token)))).toBe(why)
    expect(await gate.admit(shown(token, await proofOf(ada, token)))).toHaveProperty('principal')
  })

  const keyOf = async (prover: Promise<Prover>): Promise<Claims> => ({ jwk: (await prover).publicKey })
  const offCurve = () => ({ ...ada.publicKey, x: ada.publicKey.y })

  async function withPrivate(token: string): Promise<string> {
    return proofOf(ada, token, { header: { jwk: await exportJWK(ada.privateKey) } })
  }

  function bySecret(token: string): string {
    const text = unsigned({ alg: 'HS256' }, token).slice(0, -1)
    return `${text}.${createHmac('sha256', JSON.stringify(ada.publicKey)).update(text).digest('base64url')}`
  }

  test('with a token that is bound to nothing', async () => {
    const token = await issuer.token()
    expect(await gate.admit(shown(token, await proofOf(ada, token)))).toBe('proof-unasked')
    expect(await gate.admit(shown(token, undefined, { authorization: `Bearer ${token}` }))).toHaveProperty('principal')
  })

  test('makes no token better than it is', async () => {
    const token = await signed(ada, { aud: 'https://other.example' })
    expect(await gate.admit(shown(token, await proofOf(ada, token)))).toBe('token-audience')
  })
})

describe('a proof that was used', () => {
  test('is good for nothing any more', async () => {
    const token = await issuer.boundToken(ada)
    const proof = await proofOf(ada, token)
    expect(await gate.admit(shown(token, proof))).toHaveProperty('principal')
    expect(await gate.admit(shown(token, proof))).toBe('proof-replayed')
    const other = await signed(ada, { sub: 'bob' })
    expect(await gate.admit(shown(other, proof))).toBe('proof-token')
    expect(await gate.admit(shown(token, proof, { target: '/mcp' }))).toBe('proof-address')
    expect(await gate.admit(shown(token, proof, { verb: 'DELETE' }))).toBe('proof-method')
  })

  test('keeps its id from all others of that key, and from no other key', async () => {
    const [mine, other] = [await signed(ada), await newProver()]
    const claims = { jti: crypto.randomUUID() }
    expect(await gate.admit(shown(mine, await proofOf(ada, mine, { claims })))).toHaveProperty('principal')
    expect(await gate.admit(shown(mine, await proofOf(ada, mine, { claims })))).toBe('proof-replayed')
    const foreign = await signed(other)
    expect(await gate.admit(shown(foreign, await proofOf(other, foreign, { claims })))).toHaveProperty('principal')
  })

  test('comes through once where it is sent many times at once', async () => {
    const token = await signed(ada)
    const proof = await proofOf(ada, token)
    const all = await Promise.all(Array.from({ length: 20 }, () => gate.admit(shown(token, proof))))
    expect(all.filter((one) => typeof one !== 'string')).toHaveLength(1)
    expect(all.filter((one) => one === 'proof-replayed')).toHaveLength(19)
  })

  test('is not good again at the next process', async () => {
    const token = await signed(ada)
    for (const nonce of ['on', 'off'] as const) {
      gate = gateOf(nonce)
      const proof = await proofOf(ada, token)
      expect(await gate.admit(shown(token, proof))).toHaveProperty('principal')
      gate = gateOf(nonce)
      expect(await gate.admit(shown(token, proof))).toBe('proof-nonce')
    }
  })

  test('is not good again while its time or its nonce fits', async () => {
    for (const [nonce, forMs] of [
      ['on', bound('proof-nonce-ms')],
      ['off', bound('proof-window-ms') - 5_000],
    ] as const) {
      gate = gateOf(nonce)
      if (nonce === 'off') wait(2 * bound('proof-window-ms') + 2_000)
      const token = await signed(ada)
      const proof = await proofOf(ada, token)
      expect(await gate.admit(shown(token, proof))).toHaveProperty('principal')
      wait(forMs)
      expect(await gate.admit(shown(token, proof))).toBe('proof-replayed')
    }
  })
})

describe('a nonce', () => {
  test('counts for a while, and then another one does', async () => {
    const token = await signed(ada)
    const claims = { nonce: gate.nonce() }
    wait(2 * bound('proof-nonce-ms'))
    expect(await gate.admit(shown(token, await proofOf(ada, token, { claims })))).toBe('proof-nonce')
    expect(await gate.admit(shown(token, await proofOf(ada, token)))).toHaveProperty('principal')
  })

  test('is not asked for where it is switched off, once no earlier process can have seen the proof', async () => {
    gate = gateOf('off')
    expect(gate.nonce()).not.toBeNull()
    wait(2 * bound('proof-window-ms') + 1_000)
    expect(gate.nonce()).toBeNull()
    const token = await signed(ada)
    expect(await gate.admit(shown(token, await proofOf(ada, token)))).toHaveProperty('principal')
    ahead = { ...ahead, date: ahead.date - 60_000 }
    expect(gate.nonce()).not.toBeNull()
  })
})

describe('where each token has to be bound to a key', () => {
  beforeEach(() => (gate = gateOf('on', 'key')))

  test('one that is', async () => {
    const token = await issuer.boundToken(ada)
    expect(await gate.admit(shown(token, await proofOf(ada, token)))).toHaveProperty('principal')
  })

  test('one that is not', async () => {
    const token = await issuer.token()
    expect(await gate.admit(shown(token, undefined, { authorization: `Bearer ${token}` }))).toBe('token-unbound')
    expect(await gate.admit(shown(token, await proofOf(ada, token)))).toBe('token-unbound')
  })
})
