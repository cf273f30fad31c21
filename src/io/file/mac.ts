import { createHmac, randomBytes } from 'node:crypto'

/** HMAC-SHA-256 in hex, under a key of its own that is never stored. */
export function newMac(): (text: string) => string {
  const key = randomBytes(32)
  return (text) => createHmac('sha256', key).update(text).digest('hex')
}
