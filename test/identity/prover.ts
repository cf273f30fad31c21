// A client with a key of its own, and proofs that it has it (RFC 9449): right ones, and any that are wrong.
import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import type { Claims } from './issuer.ts'

export type Request = { readonly htm: string; readonly htu: string; readonly token?: string }
export type Prover = {
  /** As tokens are bound to it. */
  readonly thumbprint: string
  readonly publicKey: JWK
  readonly privateKey: CryptoKey
  /** What is given as undefined is left out. */
  readonly proof: (request: Request, claims?: Claims, header?: Claims) => Promise<string>
}

export async function newProver(alg = 'ES256'): Promise<Prover> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  return {
    ...{ thumbprint: await calculateJwkThumbprint(jwk), publicKey: jwk, privateKey },
    proof: ({ token, ...request }, claims = {}, header = {}) =>
      new SignJWT({
        ...{ jti: crypto.randomUUID(), iat: Math.floor(Date.now() / 1_000), ...request },
        ...(token !== undefined && { ath: createHash('sha256').update(token).digest('base64url') }),
        ...claims,
      })
        .setProtectedHeader({ typ: 'dpop+jwt', alg, jwk, ...header })
        .sign(privateKey),
  }
}
