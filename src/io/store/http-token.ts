// The token of the one user whose programs may use `serve`, and that for its metrics: 32 bytes of chance each, readable by their
// owner alone.
import { randomBytes } from 'node:crypto'
import { isSame } from '../../core/canon/same-bytes.ts'
import { sha256 } from '../file/sha256.ts'
import { type OneLine, privateLine } from './private-file.ts'

const TOKEN: OneLine = {
  make: () => randomBytes(32).toString('base64url'),
  form: /^[A-Za-z0-9_-]{43}$/,
  what: 'token',
  fix: (shown) => `Remove ${shown}: a new token is made, and clients need it before they are served again.`,
}

export const httpToken = (folder: string, use: 'http' | 'metrics' = 'http'): Promise<string> =>
  privateLine(folder, `${use}.token`, TOKEN)

/** Digests are compared, which are of one length: the time it takes tells nothing of the token. */
export function checkOf(token: string): (given: string) => boolean {
  const own = digestOf(token)
  return (given) => isSame(digestOf(given), own)
}

const digestOf = (text: string): Uint8Array => new TextEncoder().encode(sha256(text))
