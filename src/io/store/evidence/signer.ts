// Our signing key and SHA-256 in the form that core/evidence asks for.
import { hash as hashOf } from 'node:crypto'
import { KEY_NAME } from '../../../core/evidence/head.ts'
import type { Hash } from '../../../core/evidence/merkle.ts'
import type { Signer, Verifier } from '../../../core/evidence/note.ts'
import type { Hashing } from '../../../core/evidence/verify.ts'
import { sha256 } from '../../file/sha256.ts'
import { checkerOf, publicKeyOf, signingKey } from '../signing-key.ts'

/** By way of a text: asked for a buffer, Node makes one with memory of its own for each digest, which takes twice as long. */
export const hash: Hash = (data) => Buffer.from(hashOf('sha256', data, 'binary'), 'binary')
export const hashing: Hashing = { sha256, hash }

export async function evidenceSigner(keys: string): Promise<Signer> {
  const { publicKey, sign } = await signingKey(keys, 'evidence')
  return { name: KEY_NAME, publicKey, sign }
}

export const verifierOf = (publicKey: Uint8Array): Verifier => ({
  name: KEY_NAME,
  publicKey,
  verify: checkerOf(publicKey),
})

/** Null when no key was ever made here. */
export async function evidenceVerifier(keys: string): Promise<Verifier | null> {
  const key = await publicKeyOf(keys, 'evidence')
  return key === null ? null : verifierOf(key.publicKey)
}
