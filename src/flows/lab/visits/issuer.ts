// The issuer of tokens in the network of the lab, with whatever trick it plays, and tokens that are wrong in the ways that are known.
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { IssuerTrick, TokenTwist } from '../../../core/model/lab-visit.ts'
import { addressOf, PORTS } from './ports.ts'

export type Issuer = {
  readonly url: string
  /** For whom, for which resource, and what is wrong with it. */
  readonly token: (who: string, resource: string, twist?: TokenTwist) => string
  readonly stop: () => Promise<void>
}

type Key = { readonly kid: string; readonly privateKey: KeyObject; readonly jwk: Readonly<Record<string, unknown>> }

const OTHER = '/other'
const HOUR_S = 3_600

export async function startIssuer(trick: IssuerTrick): Promise<Issuer> {
  const url = addressOf(PORTS.issuer)
  const [own, other] = [newKey('own'), newKey('other')]
  const documents: Readonly<Record<string, object>> = {
    '/.well-known/openid-configuration': metadataOf(url, trick),
    '/keys': { keys: [own.jwk] },
    [`${OTHER}/.well-known/openid-configuration`]: { issuer: url + OTHER, jwks_uri: `${url}${OTHER}/keys` },
    [`${OTHER}/keys`]: { keys: [other.jwk] },
  }
  const server = createServer(({ url: path = '' }, response) => {
    const document = documents[path]
    if (trick === 'leads-inside' && path.startsWith('/.well-known/'))
      response.writeHead(302, { location: `${addressOf(PORTS.inside)}/latest/credentials` }).end()
    else if (document === undefined) response.writeHead(404).end()
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(document))
  })
  await new Promise<void>((resolve) => server.listen(PORTS.issuer, '127.0.0.1', resolve))
  return {
    url,
    token: (who, resource, twist) => tokenOf({ url, own, other, trick }, who, resource, twist),
    stop: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  }
}

function metadataOf(url: string, trick: IssuerTrick): object {
  if (trick === 'mixed-up') return { issuer: url + OTHER, jwks_uri: `${url}${OTHER}/keys` }
  return { issuer: url, jwks_uri: trick === 'keys-inside' ? `${addressOf(PORTS.inside)}/keys` : `${url}/keys` }
}

function newKey(kid: string): Key {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' } }
}

type House = { readonly url: string; readonly own: Key; readonly other: Key; readonly trick: IssuerTrick }

function tokenOf({ url, own, other, trick }: House, who: string, resource: string, twist?: TokenTwist): string {
  const now = Math.floor(Date.now() / 1_000)
  const key = trick === 'mixed-up' || twist === 'foreign' || twist === 'other-key' ? other : own
  const head = {
    typ: 'at+jwt',
    alg: twist === 'unsigned' ? 'none' : twist === 'shared-secret' ? 'HS256' : 'ES256',
    ...(twist === 'other-key' ? { kid: own.kid, jwk: other.jwk } : { kid: key.kid }),
  }
  const began = twist === 'over' ? now - 2 * HOUR_S : now
  const claims = {
    iss: twist === 'foreign' ? url + OTHER : url,
    sub: who,
    aud: twist === 'elsewhere' ? 'http://127.0.0.1:9/another' : resource,
    iat: began,
    exp: began + HOUR_S / 2,
  }
  const signed = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${signed}.${signatureOf(signed, key, twist)}`
}

function signatureOf(signed: string, { privateKey, jwk }: Key, twist?: TokenTwist): string {
  if (twist === 'unsigned') return ''
  if (twist === 'shared-secret') return createHmac('sha256', String(jwk['x'])).update(signed).digest('base64url')
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const
  return sign('sha256', Buffer.from(signed), key).toString('base64url')
}
