// The lockfile on disk: read only when its form, signature and serial all hold, and changed by one process at a time.
import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Texts } from '../../core/lock/pin.ts'
import type { Signature } from '../../core/lock/shape.ts'
import type { Digest } from '../../core/model/artifact.ts'
import { Failure, type FailureCode } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import type { Lockfile } from '../../core/model/pin.ts'
import { EMPTY_LOCK, parseLockfile, printLockfile, signedBytes } from '../../core/lock/lockfile.ts'
import { digestsIn } from '../../core/lock/pin.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { withLock } from '../file/lock.ts'
import { readBounded, readBoundedNow } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'
import { sha256 } from '../file/sha256.ts'
import { highestSeen, remember, serialPath } from './serial.ts'
import { isSignedBy, publicKeyOf, signingKey } from './signing-key.ts'
import { watchFile } from './watch.ts'

/** Makes the next lockfile from the newest one. May throw to refuse; the same value back means that nothing changes. */
export type Edit = (lock: Lockfile) => Lockfile | Promise<Lockfile>

export type LockStore = {
  readonly read: () => Promise<Lockfile>
  /** Writes what `edit` makes, with the next serial and signed. `texts` are kept beside it first. */
  readonly change: (edit: Edit, texts?: Texts) => Promise<Lockfile>
  /** The pinned words under a digest, checked against it; undefined when they are not there. */
  readonly textOf: (digest: Digest) => string | undefined
  /** Calls back within a second of a change. Start to watch before reading, so that no change is missed. */
  readonly watch: (onChange: () => void) => () => void
  /** Removes every kept text that no pin refers to, and says which. */
  readonly sweep: () => Promise<readonly string[]>
  /** Kept texts that no pin refers to. */
  readonly unused: () => Promise<readonly string[]>
}

export function openLock(paths: Paths): LockStore {
  const texts = textsFolder(paths)
  const exclusive = <T>(work: () => Promise<T>): Promise<T> => withLock(`${paths.lockfile}.lock`, work)
  const unused = async (): Promise<readonly string[]> => unusedTexts(texts, await readLock(paths))
  return {
    read: () => readLock(paths),
    change: (edit, added = {}) => exclusive(() => changeLock(paths, edit, added)),
    textOf: (digest) => readText(texts, digest),
    watch: (onChange) => watchFile(paths.lockfile, onChange),
    unused,
    sweep: () =>
      exclusive(async () => {
        const gone = await unused()
        for (const name of gone) await rm(join(texts, name), { force: true })
        return gone
      }),
  }
}

/** `sallyport.lock.d`, beside the lockfile. */
export const textsFolder = (paths: Paths): string => `${paths.lockfile}.d`

async function readLock(paths: Paths): Promise<Lockfile> {
  // The memory is read first: a change between the two reads can then only make the file newer, which is no rollback.
  const seen = await highestSeen(paths.state)
  const bytes = await readBounded(paths.lockfile, { code: 'lock-damaged' })
  if (bytes === null) {
    if (seen === null) return EMPTY_LOCK
    throw refused(paths, 'lock-rolled-back', `is gone, and serial ${seen.serial} was seen before`)
  }
  const parsed = parseLockfile(bytes)
  if (!parsed.ok) throw refused(paths, parsed.code, `line ${parsed.line}: ${parsed.why}`)
  await checkSignature(paths, parsed.lock, parsed.signature, bytes)
  const found = { serial: parsed.lock.serial, digest: `sha256:${sha256(bytes)}` }
  if (seen !== null && found.serial < seen.serial) {
    throw refused(
      paths,
      'lock-rolled-back',
      `${serialLine(bytes)}: serial ${found.serial} is older than ${seen.serial}`,
    )
  }
  if (seen !== null && found.serial === seen.serial && found.digest !== seen.digest) {
    throw refused(
      paths,
      'lock-rolled-back',
      `${serialLine(bytes)}: not the file that had serial ${found.serial} before`,
    )
  }
  if (seen === null || found.serial > seen.serial) await remember(paths.state, found)
  return parsed.lock
}

async function checkSignature(paths: Paths, lock: Lockfile, signature: Signature, bytes: Buffer): Promise<void> {
  const line = lineOf(bytes, '  "signature": {')
  const key = await publicKeyOf(paths.keys, 'approval')
  if (key === null) {
    const fix = `Restore the approval key in ${quote(untrusted(paths.keys), 400)} from a backup. ${startAgain(paths)}`
    throw refused(paths, 'lock-damaged', `${line}: the key that signed it is not here`, fix)
  }
  const isOurs =
    signature.key === key.keyId && isSignedBy(key.publicKey, signedBytes(lock), Buffer.from(signature.value, 'base64'))
  if (!isOurs) throw refused(paths, 'lock-damaged', `${line}: the signature does not fit: edited, or signed elsewhere`)
}

async function changeLock(paths: Paths, edit: Edit, added: Texts): Promise<Lockfile> {
  const before = await readLock(paths)
  const edited = await edit(before)
  if (edited === before) return before
  const lock: Lockfile = { ...edited, lockfileVersion: 1, serial: before.serial + 1 }
  const key = await signingKey(paths.keys, 'approval')
  const value = Buffer.from(key.sign(signedBytes(lock))).toString('base64')
  const text = printLockfile(lock, { key: key.keyId, value })
  const again = parseLockfile(Buffer.from(text))
  // A file that we could not read ourselves would lock everybody out.
  if (!again.ok) throw new Error(`the lockfile to be written does not fit its own shape: ${again.why}`)
  await keepTexts(textsFolder(paths), added)
  await mkdir(dirname(paths.lockfile), { recursive: true, mode: 0o700 })
  await replaceFile(paths.lockfile, text)
  await remember(paths.state, { serial: lock.serial, digest: `sha256:${sha256(text)}` })
  return again.lock
}

async function keepTexts(folder: string, texts: Texts): Promise<void> {
  for (const [digest, text] of Object.entries(texts)) {
    if (`sha256:${sha256(text)}` !== digest) throw new Error('a text does not have the digest it is kept under')
    const path = join(folder, fileOf(digest))
    const kept = await readBounded(path).catch(() => null)
    if (kept === null || `sha256:${sha256(kept)}` !== digest) await replaceFile(path, text)
  }
}

function readText(folder: string, digest: Digest): string | undefined {
  const path = join(folder, fileOf(digest))
  const bytes = readBoundedNow(path, { code: 'lock-damaged' })
  if (bytes === null) return undefined
  if (`sha256:${sha256(bytes)}` === digest) return bytes.toString('utf8')
  throw new Failure('lock-damaged', `${quote(untrusted(path), 400)} line 1: not the text that was approved`, {
    fix: 'Remove that file; then look again with `sallyport diff NAME` and approve.',
  })
}

async function unusedTexts(folder: string, lock: Lockfile): Promise<readonly string[]> {
  const used = new Set(
    Object.values(lock.pins)
      .flatMap(({ catalogue }) => (catalogue === 'pending' ? [] : Object.values(catalogue)))
      .flatMap(digestsIn)
      .map(fileOf),
  )
  const present = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return []
    throw new Failure('disk-failed', `${quote(untrusted(folder), 400)} could not be listed (${cause.code})`, { cause })
  })
  // Only names that we give: whatever else somebody put there is not ours to remove.
  return present.filter((name) => OURS.test(name) && !used.has(name))
}
const OURS = /^(?:[0-9a-f]{64}\.json|\.[0-9a-f]{16}\.tmp)$/

function fileOf(digest: Digest): string {
  const [, hex] = /^sha256:([0-9a-f]{64})$/.exec(digest) ?? []
  if (hex === undefined) throw new Error('not a digest')
  return `${hex}.json`
}

const lineOf = (bytes: Buffer, start: string): string =>
  `line ${
    bytes
      .toString('utf8')
      .split('\n')
      .findIndex((line) => line.startsWith(start)) + 1
  }`
const serialLine = (bytes: Buffer): string => lineOf(bytes, '  "serial": ')

const startAgain = (paths: Paths): string =>
  `To start again with nothing approved, move away both ${quote(untrusted(paths.lockfile), 400)} and ${quote(untrusted(serialPath(paths.state)), 400)}.`

function refused(paths: Paths, code: FailureCode, why: string, fix?: string): Failure {
  const next = code === 'lock-newer' ? undefined : `Restore the newest lockfile from a backup. ${startAgain(paths)}`
  const options = { ...((fix ?? next) && { fix: fix ?? next! }) }
  return new Failure(code, `${quote(untrusted(paths.lockfile), 400)} ${why}`, options)
}
