// Signatures: those that a provider made, and those that somebody else would like to pass for them.
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { createLocalJWKSet, exportSPKI, importJWK, type JWK } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { headerFault } from '../../src/core/identity/header.ts'
import { keysIn } from '../../src/core/identity/keys.ts'
import type { Keys } from '../../src/io/identity/issuer-keys.ts'
import { headerOf, signedClaims } from '../../src/io/identity/token.ts'
import { type Issuer, startIssuer } from './issuer.ts'

let issuer: Issuer
beforeAll(async () => (issuer = await startIssuer()))
afterAll(() => issuer.stop())

const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const CLAIMS = { sub: 'eve' }

const keysOf = (...keys: JWK[]): Keys => {
  const usable = keysIn({ keys }) ?? []
  return { ids: new Set(), find: createLocalJWKSet({ keys: [...usable] }), fetchedAt: 0 }
}

/** What the gateway does with any token: its head, then its signature. */
async function judge(token: string, keys = keysOf(issuer.publicKey())): Promise<unknown> {
  const header = headerOf(token)
  return header === null ? 'token-malformed' : (headerFault(header) ?? signedClaims(token, keys))
}

describe('a token', () => {
  test('of the provider is read', async () => {
    expect(await judge(await issuer.token())).toMatchObject({ sub: 'ada' })
  })

  test.each<[string, () => string | Promise<string>, string]>([
    ['of nobody', () => 'opaque', 'token-malformed'],
    ['with a part too much', async () => `${await issuer.token()}.a`, 'token-malformed'],
    ['that is encrypted', () => `${part({ alg: 'RSA-OAEP', enc: 'A128GCM' })}.a.b.c.d`, 'token-malformed'],
    ['whose head is no JSON', () => `${part('{')}.${part(CLAIMS)}.a`, 'token-malformed'],
    ['without a signature', () => `${part({ alg: 'none', kid: 'a' })}.${part(CLAIMS)}.`, 'token-algorithm'],
    [
      'of the provider, its signature taken off',
      async () => (await issuer.token()).replace(/[\w-]+$/, ''),
      'signature-wrong',
    ],
    ['of the provider, changed', async () => changed(await issuer.token()), 'signature-wrong'],
    ['signed with the public key as a secret', () => byPublicKey('HS256'), 'token-algorithm'],
    ['the same, called RS256', () => byPublicKey('RS256'), 'signature-wrong'],
    ['signed by a key that it brings', () => byOwnKey(issuer.publicKey().kid!), 'signature-wrong'],
    ['signed by a key of another name', () => byOwnKey('mine'), 'key-unknown'],
    ['that says nothing', () => issuerSigned('null'), 'token-malformed'],
    ['that says no JSON', () => issuerSigned('{'), 'token-malformed'],
  ])('%s is refused', async (_, token, why) => {
    expect(await judge(await token(), keysOf(issuer.publicKey(), plain))).toBe(why)
  })

  test('signed with a secret that the issuer publishes is refused', async () => {
    const secret = Buffer.from('a secret that everybody can fetch')
    const kid = 'shared'
    const keys = keysOf({ kty: 'oct', k: secret.toString('base64url'), kid })
    const text = `${part({ alg: 'HS256', kid })}.${part(CLAIMS)}`
    const token = `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
    expect(await judge(token, keys)).toBe('token-algorithm')
    expect(await signedClaims(token, keys)).toBe('signature-wrong')
  })
})

const mine = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const plain: JWK = { ...(mine.publicKey.export({ format: 'jwk' }) as JWK), kid: 'plain' }

function byOwnKey(kid: string): string {
  const other = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const text = `${part({ alg: 'RS256', kid, jwk: other.publicKey.export({ format: 'jwk' }) })}.${part(CLAIMS)}`
  return `${text}.${sign('sha256', Buffer.from(text), other.privateKey).toString('base64url')}`
}

function issuerSigned(payload: string): string {
  const text = `${part({ alg: 'RS256', kid: 'plain' })}.${part(payload)}`
  return `${text}.${sign('sha256', Buffer.from(text), mine.privateKey).toString('base64url')}`
}

async function byPublicKey(alg: string): Promise<string> {
  const key = issuer.publicKey()
  const secret = await exportSPKI((await importJWK(key, 'RS256', { extractable: true })) as CryptoKey)
  const text = `${part({ alg, kid: key.kid })}.${part(CLAIMS)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

function changed(token: string): string {
  const [head, , signature] = token.split('.')
  return `${head}.${part(CLAIMS)}.${signature}`
}
