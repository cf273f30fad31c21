// Ed25519 keys of this installation. Made once, whole or not at all, and read by nobody but their owner.
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { sha256 } from '../file/sha256.ts'
import { createPrivate, readPrivate } from './private-file.ts'

export type KeyName = 'evidence' | 'approval' | 'policy'
/** `publicKey` are the 32 raw bytes; `keyId` is the start of their SHA-256 in hex. */
export type PublicKey = { readonly keyId: string; readonly publicKey: Uint8Array }
export type SigningKey = PublicKey & { readonly sign: (bytes: Uint8Array) => Uint8Array }

/** What stands before the 32 bytes of an Ed25519 key in its DER form (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** The key of this name, made now when there is none. Two processes that start at once get the same one. */
export async function signingKey(folder: string, name: KeyName): Promise<SigningKey> {
  const path = join(folder, `${name}.pem`)
  const key = (await load(path)) ?? (await create(folder, path))
  return { ...publicPart(key), sign: (bytes) => sign(null, bytes, key) }
}

/** A signature with the key for approvals of this user, and its public half, both in base64. */
export async function signedBy(
  folder: string,
  bytes: Uint8Array,
): Promise<{ readonly key: string; readonly value: string }> {
  const { publicKey, sign } = await signingKey(folder, 'approval')
  return { key: base64(publicKey), value: base64(sign(bytes)) }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** Null when there is no such key yet. Never makes one. */
export async function publicKeyOf(folder: string, name: KeyName): Promise<PublicKey | null> {
  const key = await load(join(folder, `${name}.pem`))
  return key === null ? null : publicPart(key)
}

/** False for anything that is not a signature of these bytes by this key, however it is malformed. */
export const isSignedBy = (publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean =>
  checkerOf(publicKey)(bytes, signature)

/** The same for many signatures of one key, which is read once. */
export function checkerOf(publicKey: Uint8Array): (bytes: Uint8Array, signature: Uint8Array) => boolean {
  if (publicKey.length !== 32) return () => false
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' })
  return (bytes, signature) => signature.length === 64 && verify(null, bytes, key, signature)
}

function publicPart(key: KeyObject): PublicKey {
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32))
  return { keyId: sha256(publicKey).slice(0, 16), publicKey }
}

async function load(path: string): Promise<KeyObject | null> {
  const text = await readPrivate(path)
  if (text === null) return null
  const shown = quote(untrusted(path), 400)
  const fix = `Restore ${shown} from a backup. Without it, move it away: a new key is made, and old signatures stay unproven.`
  try {
    const key = createPrivateKey(text)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch (cause) {
    throw new Failure('state-unsafe', `${shown} does not hold a private key`, { cause, fix })
  }
  throw new Failure('state-unsafe', `${shown} does not hold an Ed25519 key`, { fix })
}

async function create(folder: string, path: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync('ed25519')
  if (await createPrivate(folder, path, privateKey.export({ format: 'pem', type: 'pkcs8' }))) return privateKey
  const theirs = await load(path)
  if (theirs !== null) return theirs
  throw new Failure('disk-failed', `${quote(untrusted(path), 400)} was there and is gone again`)
}
