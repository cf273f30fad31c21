// The file of certificates that vouch for a remote server: pinned by its bytes, and used only while it still has them.
import { realpath } from 'node:fs/promises'
import type { FileDigest } from '../../core/model/artifact.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure, type FailureCode } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { readBounded } from '../../io/file/read.ts'
import { sha256 } from '../../io/file/sha256.ts'

export async function pinAuthority(path: string): Promise<FileDigest> {
  const real = await realpath(path).catch(() => null)
  const bytes = real === null ? null : await read(real, 'grant-invalid')
  if (real === null || bytes === null) throw new Failure('grant-invalid', `--tls-ca ${shown(path)}: nothing is there`)
  if (!bytes.includes('-----BEGIN CERTIFICATE-----')) {
    throw new Failure('grant-invalid', `--tls-ca ${shown(path)}: holds no certificate in PEM`)
  }
  return { path: real, digest: digestOf(bytes) }
}

/** The certificates as PEM. */
export async function approvedAuthority({ path, digest }: FileDigest): Promise<string> {
  const bytes = await read(path, 'config-invalid')
  if (bytes === null) throw new Failure('config-invalid', `The file of certificates ${shown(path)} is not there`)
  if (digestOf(bytes) === digest) return bytes.toString()
  throw new Failure('pin-mismatch', `The file of certificates ${shown(path)} has other bytes than were approved`)
}

const read = (path: string, code: FailureCode): Promise<Buffer | null> =>
  readBounded(path, { maxBytes: bound('remote-authority-bytes'), code })
const digestOf = (bytes: Buffer): string => `sha256:${sha256(bytes)}`
const shown = (path: string): string => quote(untrusted(path), 400)
