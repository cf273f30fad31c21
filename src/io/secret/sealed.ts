// The form of the store on disk: a header in the clear, and its content sealed with AES-256-GCM. The header is bound to the seal, so
// that neither can be put together with another. The digest needs no key: it tells a damaged file from a wrong passphrase.
import { argon2, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { isCount } from '../../core/model/count.ts'
import { canonical } from '../../core/canon/digest.ts'
import { sha256 } from '../file/sha256.ts'

export type Kdf = {
  readonly name: 'argon2id'
  readonly memoryKib: number
  readonly passes: number
  readonly lanes: number
  /** Hex. */
  readonly salt: string
}

export type Header = {
  readonly sallyportSecrets: 1
  readonly kdf: Kdf
  /** Grows with every change: an older store is told from the newest. */
  readonly serial: number
  /** How many values of client configs lie in it: known without a key, so that nobody throws the only copy away. */
  readonly moved: number
  /** A mark of each server that somebody is logged in to, by which one can be asked about without a key. A store from before has none. */
  readonly logins?: readonly string[]
  readonly nonce: string
}

export type Sealed = Header & { readonly sealed: string }

/** RFC 9106 section 4, the second of its recommended options; OWASP asks for at least 19 MiB and two passes. */
const MEMORY_KIB = 64 * 1024
const PASSES = 3
const LANES = 4
const LEAST = { memoryKib: 19 * 1024, passes: 2 }
/** Of a file that somebody made: it must not keep us busy or take all memory. */
const MOST = { memoryKib: 1024 ** 2, passes: 16, lanes: 16 }

const SALT_BYTES = 16
const NONCE_BYTES = 12
const TAG_BYTES = 16
export const KEY_BYTES = 32

export const newKdf = (): Kdf => ({
  name: 'argon2id',
  memoryKib: MEMORY_KIB,
  passes: PASSES,
  lanes: LANES,
  salt: randomBytes(SALT_BYTES).toString('hex'),
})

/** About 100 ms on a laptop of today, by intention. */
export function keyFrom(passphrase: string, { memoryKib, passes, lanes, salt }: Kdf): Promise<Buffer> {
  const parameters = { parallelism: lanes, tagLength: KEY_BYTES, memory: memoryKib, passes }
  // The same passphrase, however its letters were composed by the keyboard.
  const message = passphrase.normalize('NFC')
  return promisify(argon2)('argon2id', { message, nonce: Buffer.from(salt, 'hex'), ...parameters })
}

/** Salted, so that the file says no name; whoever guesses one can try it. */
export const loginMark = (server: string, { salt }: Kdf): string => sha256(`${salt}\n${server}`).slice(0, 16)

export function seal(content: Uint8Array, key: Uint8Array, rest: Omit<Header, 'sallyportSecrets' | 'nonce'>): Sealed {
  const nonce = randomBytes(NONCE_BYTES)
  const header: Header = { sallyportSecrets: 1, ...rest, nonce: nonce.toString('hex') }
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(boundTo(header))
  const sealed = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()])
  return { ...header, sealed: sealed.toString('base64') }
}

/** Null: the key is not the one it was sealed with. */
export function unseal({ sealed, ...header }: Sealed, key: Uint8Array): Buffer | null {
  const bytes = Buffer.from(sealed, 'base64')
  const options = { authTagLength: TAG_BYTES } as const
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(header.nonce, 'hex'), options)
  decipher.setAAD(boundTo(header))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()])
  } catch {
    return null
  }
}

const boundTo = (header: Header): Buffer => Buffer.from(canonical(header))

export const print = (store: Sealed): string =>
  `${JSON.stringify({ ...store, digest: sha256(canonical(store)) }, null, 1)}\n`

/** Our words for what is wrong, where it is no store that we wrote. */
export function parse(bytes: Buffer): Sealed | { readonly why: string } {
  try {
    const { digest, ...store } = JSON.parse(bytes.toString('utf8')) as Sealed & { digest: unknown }
    if (typeof store.sallyportSecrets === 'number' && store.sallyportSecrets > 1)
      return { why: 'was written by a newer version of Sallyport' }
    if (digest !== sha256(canonical(store)) || !isStore(store)) return { why: 'is damaged: it is not as we wrote it' }
    const { memoryKib, passes, lanes } = store.kdf
    const isWeak = memoryKib < LEAST.memoryKib || passes < LEAST.passes
    if (isWeak || memoryKib > MOST.memoryKib || passes > MOST.passes || lanes > MOST.lanes)
      return { why: 'asks for another strength of its key than we ever write' }
    return store
  } catch {
    return { why: 'is damaged: it is not as we wrote it' }
  }
}

function isStore(store: Sealed): boolean {
  const { sallyportSecrets, kdf, serial, moved, logins = [], nonce, sealed } = store
  const isHex = (text: unknown, bytes: number): boolean => new RegExp(`^[0-9a-f]{${bytes * 2}}$`).test(String(text))
  return (
    sallyportSecrets === 1 &&
    kdf.name === 'argon2id' &&
    [kdf.memoryKib, kdf.passes, kdf.lanes, serial, moved].every(isCount) &&
    kdf.lanes > 0 &&
    Array.isArray(logins) &&
    logins.every((one) => isHex(one, 8)) &&
    isHex(kdf.salt, SALT_BYTES) &&
    isHex(nonce, NONCE_BYTES) &&
    typeof sealed === 'string' &&
    Buffer.from(sealed, 'base64').length > TAG_BYTES
  )
}
