// Whole copies of client configs as they were without us. Each is named by its digest and checked when it is read.
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'
import { sha256 } from '../file/sha256.ts'
import { protectFolder } from './journal.ts'

export const backupFolder = (state: string): string => join(protectFolder(state), 'backups')
export const backupPath = (state: string, digest: string): string => join(backupFolder(state), digest)

/** On disk, mode 0600, when it resolves. */
export async function keepBackup(state: string, bytes: Uint8Array): Promise<string> {
  const digest = sha256(bytes)
  const path = backupPath(state, digest)
  const kept = await readBounded(path).catch(() => null)
  if (kept !== null && sha256(kept) === digest) return digest
  await mkdir(backupFolder(state), { recursive: true, mode: 0o700 })
  await replaceFile(path, bytes)
  return digest
}

/** Null when there is none. A copy with other bytes than it was made of is refused. */
export async function readBackup(state: string, digest: string): Promise<Buffer | null> {
  if (!/^[0-9a-f]{64}$/.test(digest)) return null
  const path = backupPath(state, digest)
  const bytes = await readBounded(path, { code: 'journal-damaged' })
  if (bytes === null || sha256(bytes) === digest) return bytes
  throw new Failure('journal-damaged', `${quote(untrusted(path), 400)} is not the copy that was made`)
}

/** Removes every copy that no record needs, and what a kill left half written. */
export async function sweepBackups(state: string, needed: ReadonlySet<string>): Promise<void> {
  const folder = backupFolder(state)
  const names = await readdir(folder).catch(() => [])
  for (const name of names) if (!needed.has(name)) await rm(join(folder, name), { force: true })
  if (needed.size === 0) await rmdir(folder).catch(() => undefined)
}
