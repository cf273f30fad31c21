import { createHmac, randomBytes } from 'node:crypto'

/** HMAC-SHA-1 under this key, for codes of authenticators alone (RFC 6238). */
export const sha1Under =
  (key: Uint8Array) =>
  (bytes: Uint8Array): Uint8Array =>
    createHmac('sha1', key).update(bytes).digest()

/** HMAC-SHA-256 in hex under this key. */
export const macUnder =
  (key: Uint8Array) =>
  (text: string): string =>
    createHmac('sha256', key).update(text).digest('hex')

/** HMAC-SHA-256 in hex, under a key of its own that is never stored. */
export function newMac(): (text: string) => string {
  return macUnder(randomBytes(32))
}
