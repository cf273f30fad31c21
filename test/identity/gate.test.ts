// Who is admitted by which token, with a real provider: each of what could be wrong with one is wrong with nothing else here.
import { createHmac } from 'node:crypto'
import { exportSPKI, importJWK } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Expected } from '../../src/core/identity/expected.ts'
import type { Gate } from '../../src/flows/serving/gate.ts'
import { issuerGate } from '../../src/flows/serving/issuer-gate.ts'
import { type Claims, type Issuer, RESOURCE, startIssuer } from './issuer.ts'

let issuer: Issuer
let gate: Gate
beforeAll(async () => (issuer = await startIssuer((client) => ({ groups: [client], acr: 'gold' }))))
afterAll(() => issuer.stop())
beforeEach(() => (gate = gateOf()))
afterEach(() => issuer.answerWith(null))

function gateOf(failures: string[] = []): Gate {
  const expected: Expected = {
    ...{ issuer: issuer.url, resource: RESOURCE, scopes: ['mcp:use'] },
    ...{ groupsClaim: 'groups', acr: ['gold'], amr: [], tokens: 'any', dpopNonce: 'on' },
  }
  const failed = ({ words }: { words: string }): void => void failures.push(words)
  return issuerGate(expected, { now: () => performance.now(), date: () => new Date(), failed, binding: 'none' })
}

const shown = (authorization: string | undefined) => ({
  ...{ authorization, proof: undefined, certificate: null, verb: 'POST', target: '/mcp' },
})
const admit = (token: string): ReturnType<Gate['admit']> => gate.admit(shown(`Bearer ${token}`))
const signed = (claims: Claims, header?: Claims): Promise<string> => issuer.signed({ acr: 'gold', ...claims }, header)
const seconds = (): number => Math.floor(Date.now() / 1_000)
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

test('the token that a provider gave to a client for this gateway', async () => {
  const admitted = await admit(await issuer.token('bob'))
  expect(admitted).toMatchObject({ principal: { user: `${issuer.url}#bob`, groups: ['bob'], isOwner: false } })
  expect(await admit(await signed({}))).toMatchObject({ principal: { user: `${issuer.url}#ada`, groups: ['staff'] } })
})

describe('another', () => {
  test.each<[string, () => string | undefined | Promise<string>, string]>([
    ['is not there', () => undefined, 'token-missing'],
    ['is no bearer token', () => 'Basic YTpi', 'token-malformed'],
    ['is empty', () => 'Bearer ', 'token-malformed'],
    ['is longer than any', async () => `Bearer ${await signed({ pad: 'a'.repeat(8_192) })}`, 'token-malformed'],
    ['is for another resource', () => bearer({ aud: 'https://other.example' }), 'token-audience'],
    [
      'was given by the provider for another resource',
      async () => `Bearer ${await issuer.token('ada', 'mcp:use', 'https://other.example')}`,
      'token-audience',
    ],
    ['has expired', () => bearer({ exp: seconds() - 31 }), 'token-expired'],
    ['comes from another issuer', () => bearer({ iss: 'https://id.example' }), 'token-issuer'],
    ['is not signed', () => `Bearer ${part({ alg: 'none', kid: 'a' })}.${part({ sub: 'ada' })}.`, 'token-algorithm'],
    ['is signed with the public key as a secret', () => byPublicKey(), 'token-algorithm'],
    ['is signed by a key that nobody knows', () => bearer({}, { kid: 'made-up' }), 'key-unknown'],
    ['names no key', () => bearer({}, { kid: undefined }), 'key-unknown'],
    ['is one for a logout', () => bearer({}, { typ: 'logout+jwt' }), 'token-type'],
    ['is bound to a key', () => bearer({ cnf: { jkt: 'a' } }), 'token-as-bearer'],
    ['was changed', async () => changed(await bearer({})), 'signature-wrong'],
    ['says no groups', () => bearer({ groups: undefined }), 'token-groups'],
    ['may do anything', () => bearer({ scope: 'mcp:use mcp:*' }), 'token-wildcard'],
    ['comes from a weak login', () => bearer({ acr: 'bronze' }), 'login-weak'],
    ['lacks a scope', () => bearer({ scope: 'openid' }), 'scope-missing'],
    [
      'was given by the provider for another scope',
      async () => `Bearer ${await issuer.token('ada', 'mcp:other')}`,
      'scope-missing',
    ],
  ])('that %s', async (_, authorization, why) => {
    expect(await gate.admit(shown(await authorization()))).toBe(why)
  })

  const bearer = async (claims: Claims, header?: Claims): Promise<string> => `Bearer ${await signed(claims, header)}`

  async function byPublicKey(): Promise<string> {
    const key = issuer.publicKey()
    const secret = await exportSPKI((await importJWK(key, 'RS256', { extractable: true })) as CryptoKey)
    const text = `${part({ alg: 'HS256', kid: key.kid })}.${part({ sub: 'ada' })}`
    return `Bearer ${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  }

  const changed = (authorization: string): string => authorization.replace(/\.[\w-]+\./, `.${part({ sub: 'eve' })}.`)
})

test('nobody is admitted while the issuer is away, and it is said why', async () => {
  issuer.answerWith((_, response) => void response.writeHead(500).end())
  const token = await signed({})
  const failures: string[] = []
  gate = gateOf(failures)
  expect(await admit(token)).toBe('issuer-away')
  expect(failures).toEqual([expect.stringContaining('answered with status 500') as string])
})
