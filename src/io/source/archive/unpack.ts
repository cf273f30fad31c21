// Unpacks an archive into a fresh private folder, or refuses it with the entry named. Nothing in it is executed or followed.
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { type ArchiveRules, UnsafeArchive } from '../../../core/archive/entry.ts'
import { TarReader } from '../../../core/archive/tar.ts'
import { Failure } from '../../../core/model/failure.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { type LaidOut, Sink } from './sink.ts'
import { unzip } from './unzip.ts'

export type ArchiveForm = 'tar' | 'tar.gz' | 'tar.zst' | 'zip'

/** By what the file begins with: names lie. Null: none that is read here. */
export function formOf(head: Uint8Array): ArchiveForm | null {
  const starts = (...bytes: number[]): boolean => bytes.every((byte, at) => head[at] === byte)
  if (starts(0x1f, 0x8b, 8)) return 'tar.gz'
  if (starts(0x28, 0xb5, 0x2f, 0xfd)) return 'tar.zst'
  // `PK\5\6` is an archive without entries.
  if (starts(0x50, 0x4b, 3, 4) || starts(0x50, 0x4b, 5, 6)) return 'zip'
  return String.fromCharCode(...head.subarray(257, 262)) === 'ustar' ? 'tar' : null
}

export type Unpacking = {
  readonly archive: string
  /** How the archive is called to a person. */
  readonly called: string
  /** An empty folder of ours, mode 0700. */
  readonly into: string
  /** The archive ends here; what follows is something else, such as a signature. */
  readonly end?: number
}

/** What an archive is laid out by. */
export type Laying = Pick<Sink, 'begin' | 'write' | 'end' | 'abandon'> & {
  /** Every byte of a tar archive once it is unpacked, also those between its entries. */
  readonly hear?: (bytes: Uint8Array) => void
}

export async function unpack({ archive, called, into, end }: Unpacking): Promise<LaidOut> {
  const size = end ?? (await stat(archive)).size
  const sink = new Sink(into, size)
  return await unpackBy(sink, { archive, called, rules: 'package', end: size }, () => sink.finish())
}

type By = { readonly archive: string; readonly called: string; readonly rules: ArchiveRules; readonly end: number }

export async function unpackBy<T>(
  sink: Laying,
  { archive, called, rules, end: size }: By,
  finish: () => T,
): Promise<T> {
  try {
    const form = await formIn(archive, size)
    if (form === null) throw new UnsafeArchive('it is no ZIP, and no tar archive, plain or packed by gzip or zstd')
    if (form === 'zip') await unzip(archive, size, sink)
    else await untar({ archive, size, form, rules }, sink)
    return finish()
  } catch (cause) {
    sink.abandon()
    throw refusal(called, cause)
  }
}

async function formIn(archive: string, size: number): Promise<ArchiveForm | null> {
  const file = await open(archive, 'r')
  try {
    const head = Buffer.alloc(512)
    const { bytesRead } = await file.read(head, 0, Math.min(head.length, size), 0)
    return formOf(head.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

type Tar = { readonly archive: string; readonly size: number; readonly form: ArchiveForm; readonly rules: ArchiveRules }

async function untar({ archive, size, form, rules }: Tar, sink: Laying): Promise<void> {
  const reader = new TarReader(rules)
  const take = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) {
      sink.hear?.(chunk)
      for (const event of reader.feed(chunk)) {
        if (event.kind === 'entry') sink.begin(event.entry)
        else sink.write(event.bytes)
      }
    }
  }
  const bytes = createReadStream(archive, { end: size - 1, highWaterMark: 256 * 1024 })
  if (form === 'tar') await take(bytes as AsyncIterable<Buffer>)
  else {
    const unpacking = form === 'tar.gz' ? createGunzip({ chunkSize: 256 * 1024 }) : createZstdDecompress()
    await pipeline(bytes, unpacking, take)
    // Bytes behind the end of what was packed are seen by some readers only.
    if (unpacking.bytesWritten !== size) throw new UnsafeArchive('something lies behind its end')
  }
  reader.finish()
}

/** What went wrong with an archive, as a person reads it. */
export function refusal(called: string, cause: unknown): Failure {
  const shown = quote(untrusted(called), 300)
  const refused = (why: string): Failure => new Failure('package-refused', `${shown} is refused: ${why}`, { cause })
  if (cause instanceof UnsafeArchive) {
    const { entry, message } = cause
    return refused(entry === null ? message : `of its entry ${quote(untrusted(entry), 200)}: ${message}`)
  }
  if (cause instanceof Failure) return cause
  const { code } = cause as NodeJS.ErrnoException
  if (code?.startsWith('Z_') === true || code?.startsWith('ZSTD_') === true) return refused('it is cut off or damaged')
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Failure('disk-failed', `there is no room to unpack ${shown}`, { cause })
  }
  if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ENAMETOOLONG') {
    return refused('two of its entries want the same place')
  }
  throw cause
}
