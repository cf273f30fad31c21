// Ed25519 keys of this installation. Made once, whole or not at all, and read by nobody but their owner.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { constants } from 'node:fs'
import { link, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { syncFolder } from '../file/replace.ts'
import { sha256 } from '../file/sha256.ts'

export type KeyName = 'evidence' | 'approval'
/** `publicKey` are the 32 raw bytes; `keyId` is the start of their SHA-256 in hex. */
export type PublicKey = { readonly keyId: string; readonly publicKey: Uint8Array }
export type SigningKey = PublicKey & { readonly sign: (bytes: Uint8Array) => Uint8Array }

const MAX_BYTES = 4096
/** What stands before the 32 bytes of an Ed25519 key in its DER form (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** The key of this name, made now when there is none. Two processes that start at once get the same one. */
export async function signingKey(folder: string, name: KeyName): Promise<SigningKey> {
  const path = join(folder, `${name}.pem`)
  const key = (await load(path)) ?? (await create(folder, path))
  return { ...publicPart(key), sign: (bytes) => sign(null, bytes, key) }
}

/** Null when there is no such key yet. Never makes one. */
export async function publicKeyOf(folder: string, name: KeyName): Promise<PublicKey | null> {
  const key = await load(join(folder, `${name}.pem`))
  return key === null ? null : publicPart(key)
}

/** False for anything that is not a signature of these bytes by this key, however it is malformed. */
export function isSignedBy(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' })
  return verify(null, bytes, key, signature)
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

/** A key that others could read proves nothing, so it is refused and not merely mended. */
async function readPrivate(path: string): Promise<string | null> {
  const shown = quote(untrusted(path), 400)
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const stat = await file.stat()
      if (!stat.isFile() || stat.size > MAX_BYTES) throw new Failure('state-unsafe', `${shown} is not a key file`)
      const uid = process.geteuid?.()
      if (uid !== undefined && ((stat.mode & 0o077) !== 0 || stat.uid !== uid))
        throw new Failure('state-unsafe', `${shown} can be read by others or belongs to someone else`, {
          fix: `If nobody else had access, run chmod 600 ${shown}. Otherwise replace the key and approve again.`,
        })
      return await file.readFile('utf8')
    } finally {
      await file.close()
    }
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    throw new Failure('state-unsafe', `${shown} could not be read (${code ?? 'unknown error'})`, { cause })
  }
}

/** Written whole under another name, then linked: a link never replaces, so the first of two processes wins. */
async function create(folder: string, path: string): Promise<KeyObject> {
  const temporary = join(folder, `.${randomBytes(8).toString('hex')}.tmp`)
  const { privateKey } = generateKeyPairSync('ed25519')
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(privateKey.export({ format: 'pem', type: 'pkcs8' }))
      await file.sync()
    } finally {
      await file.close()
    }
    await link(temporary, path)
    await syncFolder(folder)
    return privateKey
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const theirs = code === 'EEXIST' ? await load(path) : null
    if (theirs !== null) return theirs
    throw new Failure(
      'disk-failed',
      `${quote(untrusted(path), 400)} could not be created (${code ?? 'unknown error'})`,
      {
        cause,
      },
    )
  } finally {
    await rm(temporary, { force: true })
  }
}
