// Bounded reading of files that others may have laid out as traps: links, pipes, devices, endless sizes.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { open, readlink, realpath } from 'node:fs/promises'
import { bound } from '../../core/model/bounds.ts'
import { Failure, type FailureCode } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'

export type ReadOptions = {
  readonly maxBytes?: number
  /** The failure to report when the file exists but is no regular file, too large or unreadable. */
  readonly code?: FailureCode
  /** The path is a real one: what was opened must lie there, and not where a link on the way leads. */
  readonly isReal?: boolean
}

/** The bytes of a regular file that is not itself a link, or null where there is none. */
export async function readBounded(path: string, options: ReadOptions = {}): Promise<Buffer | null> {
  const { maxBytes = bound('file-bytes'), code = 'disk-failed', isReal = false } = options
  const shown = quote(untrusted(path), 400)
  const file = await openRegular(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return null
    throw new Failure(code, `${shown} could not be opened (${cause.code ?? cause.message})`, { cause })
  })
  if (file === null) return null
  try {
    if (isReal && (await placeOf(file.fd, path)) !== path)
      throw new Failure(code, `a link stands on the way to ${shown}`)
    const { size } = await file.stat()
    if (size > maxBytes) throw new Failure(code, `${shown} has ${size} bytes; at most ${maxBytes} are read`)
    const bytes = Buffer.alloc(size + 1)
    let length = 0
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length)
      length += bytesRead
      if (bytesRead === 0) return bytes.subarray(0, length)
      if (length > size) throw new Failure(code, `${shown} grew while it was read`)
    }
  } finally {
    await file.close()
  }
}

/** The same without waiting, for small files. */
export function readBoundedNow(path: string, options: ReadOptions = {}): Buffer | null {
  const { maxBytes = bound('file-bytes'), code = 'disk-failed' } = options
  const shown = quote(untrusted(path), 400)
  let file: number
  try {
    file = openSync(path, OPEN_FLAGS)
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code
    if (why === 'ENOENT' || why === 'ENOTDIR') return null
    throw new Failure(code, `${shown} could not be opened (${why ?? 'unknown error'})`, { cause })
  }
  try {
    const stat = fstatSync(file)
    if (!stat.isFile()) throw new Failure(code, `${shown} is not a regular file`)
    if (stat.size > maxBytes) throw new Failure(code, `${shown} has ${stat.size} bytes; at most ${maxBytes} are read`)
    const bytes = Buffer.alloc(stat.size + 1)
    let length = 0
    for (let read = -1; read !== 0 && length <= stat.size; length += read) {
      read = readSync(file, bytes, length, bytes.length - length, length)
    }
    if (length > stat.size) throw new Failure(code, `${shown} grew while it was read`)
    return bytes.subarray(0, length)
  } finally {
    closeSync(file)
  }
}

/** The first bytes of a regular file, however large it is; none where there is none. */
export function readHeadNow(path: string, bytes: number): Buffer {
  const head = Buffer.alloc(bytes)
  let file: number
  try {
    file = openSync(path, OPEN_FLAGS)
  } catch {
    return head.subarray(0, 0)
  }
  try {
    return fstatSync(file).isFile() ? head.subarray(0, readSync(file, head, 0, bytes, 0)) : head.subarray(0, 0)
  } finally {
    closeSync(file)
  }
}

/** Where an open file lies. Only Linux tells that of the file itself, whatever its path leads to by now. */
const placeOf = (fd: number, path: string): Promise<string> =>
  process.platform === 'linux' ? readlink(`/proc/self/fd/${fd}`) : realpath(path)

/** O_NONBLOCK so that a planted pipe cannot make us wait; O_NOFOLLOW so that a link cannot lead us away. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

async function openRegular(path: string) {
  const file = await open(path, OPEN_FLAGS)
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw Object.assign(new Error('not a regular file'), { code: 'not a regular file' })
}
