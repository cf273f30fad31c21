import { createHmac, randomBytes } from 'node:crypto'

/** HMAC-SHA-256 in hex under this key. */
export const macUnder =
  (key: Uint8Array) =>
  (text: string): string =>
    createHmac('sha256', key).update(text).digest('hex')

/** HMAC-SHA-256 in hex, under a key of its own that is never stored. */
export function newMac(): (text: string) => string {
  return macUnder(randomBytes(32))
}
