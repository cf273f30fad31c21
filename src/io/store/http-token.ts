// The token of the one user whose programs may use `serve`, and that for its metrics: 32 bytes of chance each, readable by their
// owner alone.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { isSame } from '../../core/canon/same-bytes.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { sha256 } from '../file/sha256.ts'
import { createPrivate, readPrivate } from './private-file.ts'

/** Made now when there is none. Two processes that start at once get the same one. */
export async function httpToken(folder: string, use: 'http' | 'metrics' = 'http'): Promise<string> {
  const path = join(folder, `${use}.token`)
  const there = await load(path)
  if (there !== null) return there
  const token = randomBytes(32).toString('base64url')
  if (await createPrivate(folder, path, `${token}\n`)) return token
  const theirs = await load(path)
  if (theirs !== null) return theirs
  throw new Failure('disk-failed', `${quote(untrusted(path), 400)} was there and is gone again`)
}

/** Digests are compared, which are of one length: the time it takes tells nothing of the token. */
export const isToken = (given: string, token: string): boolean => isSame(digestOf(given), digestOf(token))

const digestOf = (text: string): Uint8Array => new TextEncoder().encode(sha256(text))

async function load(path: string): Promise<string | null> {
  const text = await readPrivate(path)
  if (text === null) return null
  if (/^[A-Za-z0-9_-]{43}\n?$/.test(text)) return text.trim()
  const shown = quote(untrusted(path), 400)
  throw new Failure('state-unsafe', `${shown} does not hold a token`, {
    fix: `Remove ${shown}: a new token is made, and clients need it before they are served again.`,
  })
}
