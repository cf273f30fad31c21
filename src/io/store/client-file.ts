// A client's own config file: read with all that must survive a change, and replaced only while it is what was read.
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { lstat, readdir, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { readBounded } from '../file/read.ts'
import { syncFolder } from '../file/replace.ts'

export type ClientFile = {
  readonly path: string
  /** What `path` leads to: a link to a file kept elsewhere stays a link. */
  readonly real: string
  readonly bytes: Buffer
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly nlink: number
}

/**
 * changed: somebody else wrote it since it was read; theirs stands, and ours never counted. overtaken: ours was in place, and
 * somebody wrote it after that.
 */
export type Replaced = 'replaced' | 'changed' | 'overtaken'

/** Null when there is no such file. */
export async function readClientFile(path: string): Promise<ClientFile | null> {
  const real = await realpath(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return null
    throw failed(path, 'could not be found', cause)
  })
  if (real === null) return null
  const { mode, uid, gid, nlink } = await lstat(real)
  const bytes = await readBounded(real, { code: 'config-invalid' })
  return bytes === null ? null : { path, real, bytes, mode: mode & 0o777, uid, gid, nlink }
}

/**
 * Whole or not at all. The old file is kept open across the rename: what an editor wrote into it at the last moment is seen
 * and put back. Between the last comparison and the rename nothing waits, so that no other program gets a turn from us.
 */
export async function replaceClientFile(file: ClientFile, content: Uint8Array): Promise<Replaced> {
  const { path, real, bytes } = file
  if ((await realpath(path).catch(() => '')) !== real) return 'changed'
  const temporary = join(dirname(real), `.${randomBytes(8).toString('hex')}.sallyport.tmp`)
  let old: number | undefined
  try {
    refuse(file)
    await sweep(dirname(real))
    writeBeside(temporary, content, file)
    old = openOld(real)
    if (old === undefined || !same(old, bytes)) return 'changed'
    renameSync(temporary, real)
    await syncFolder(dirname(real))
    if (same(old, bytes)) return verified(real, content)
    writeBeside(temporary, contentOf(old), file)
    renameSync(temporary, real)
    return 'changed'
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw failed(path, 'could not be written', cause as NodeJS.ErrnoException)
  } finally {
    if (old !== undefined) closeSync(old)
    rmSync(temporary, { force: true })
  }
}

/** A rename would replace a read-only file as well, and part a file from its other names. Neither was asked for. */
function refuse({ path, mode, nlink }: ClientFile): void {
  const shown = quote(untrusted(path), 400)
  if ((mode & 0o222) === 0) {
    const fix = 'Make it writable if it is yours to change (chmod u+w), then repeat the command. It is as it was.'
    throw new Failure('disk-failed', `${shown} is read-only`, { fix })
  }
  if (nlink > 1) {
    const fix =
      'Make it a file of its own (copy it, and move the copy over it), then repeat the command. It is as it was.'
    throw new Failure('disk-failed', `${shown} has ${nlink - 1} more names (hard links)`, { fix })
  }
}

/** What a kill left half written beside a file. Only names that we give, and only under our lock. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (/^\.[0-9a-f]{16}\.sallyport\.tmp$/.test(name)) rmSync(join(folder, name), { force: true })
  }
}

function writeBeside(temporary: string, content: Uint8Array, { mode, uid, gid }: ClientFile): void {
  rmSync(temporary, { force: true })
  const file = openSync(temporary, 'wx', 0o600)
  try {
    for (let at = 0; at < content.length;) at += writeSync(file, content, at)
    const { uid: ownUid, gid: ownGid } = fstatSync(file)
    if (ownUid !== uid || ownGid !== gid) chownSync(temporary, uid, gid)
    chmodSync(temporary, mode)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function openOld(real: string): number | undefined {
  try {
    return openSync(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cause
  }
}

/** At most one byte more than is expected is read: more is different, however much it is. */
function same(file: number, wanted: Uint8Array): boolean {
  const found = Buffer.alloc(wanted.length + 1)
  let length = 0
  for (let read = -1; read !== 0 && length < found.length; length += read) {
    read = readSync(file, found, length, found.length - length, length)
  }
  return length === wanted.length && found.subarray(0, length).equals(wanted)
}

function contentOf(file: number): Buffer {
  const { size } = fstatSync(file)
  if (size > bound('file-bytes')) throw new Error('a config file grew beyond the bound while it was replaced')
  const found = Buffer.alloc(size)
  const length = readSync(file, found, 0, size, 0)
  return found.subarray(0, length)
}

/** Reads back what stands there now. */
async function verified(real: string, content: Uint8Array): Promise<Replaced> {
  const found = await readBounded(real)
  return found !== null && found.equals(content) ? 'replaced' : 'overtaken'
}

const failed = (path: string, what: string, cause: NodeJS.ErrnoException): Failure =>
  new Failure('disk-failed', `${quote(untrusted(path), 400)} ${what} (${cause.code ?? 'unknown error'})`, { cause })
