// Texts that only this process can have made: encrypted and authenticated under a key that is never stored (AES-256-GCM, NIST SP
// 800-38D). What they are bound to is authenticated with them.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export type Seal = { readonly seal: (text: string) => string; readonly open: (sealed: string) => string | null }

const [NONCE_BYTES, TAG_BYTES, MOST_CHARS] = [12, 16, 4_096] as const

export const newSeal = (boundTo: string): Seal => sealUnder(randomBytes(32), boundTo)

export function sealUnder(key: Uint8Array, boundTo: string): Seal {
  const about = Buffer.from(boundTo)
  return {
    seal: (text) => {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(about)
      return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64url')
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed.slice(0, MOST_CHARS), 'base64url')
      // What decodes alike must be written alike: the same text in other letters was not made here.
      if (bytes.length <= NONCE_BYTES + TAG_BYTES || bytes.toString('base64url') !== sealed) return null
      try {
        const nonce = bytes.subarray(0, NONCE_BYTES)
        const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(about)
        cipher.setAuthTag(bytes.subarray(-TAG_BYTES))
        return Buffer.concat([cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), cipher.final()]).toString()
      } catch {
        return null
      }
    },
  }
}
