// The key by which doors and the gateway process of this user know each other: 32 bytes of chance, readable by its owner alone.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { createPrivate, readPrivate } from './private-file.ts'

/** Made now when there is none. Two processes that start at once get the same one. */
export async function gatewayKey(folder: string): Promise<Uint8Array> {
  const path = join(folder, 'gateway.key')
  return (await load(path)) ?? (await create(folder, path))
}

async function create(folder: string, path: string): Promise<Uint8Array> {
  const key = randomBytes(32)
  if (await createPrivate(folder, path, `${key.toString('hex')}\n`)) return key
  const theirs = await load(path)
  if (theirs !== null) return theirs
  throw new Failure('disk-failed', `${quote(untrusted(path), 400)} was there and is gone again`)
}

async function load(path: string): Promise<Uint8Array | null> {
  const text = await readPrivate(path)
  if (text === null) return null
  if (/^[0-9a-f]{64}\n?$/.test(text)) return Buffer.from(text.trim(), 'hex')
  const shown = quote(untrusted(path), 400)
  throw new Failure('state-unsafe', `${shown} does not hold a key`, {
    fix: `Remove ${shown}: a new key is made, and servers that run now are not met by new clients.`,
  })
}
