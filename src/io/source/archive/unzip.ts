// Reads a ZIP archive by its list, after comparing that list with what stands before each entry.
import { type FileHandle, open, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib'
import { type ArchiveEntry, UnsafeArchive } from '../../../core/archive/entry.ts'
import { checkLocal, findEnd, LOCAL_BYTES, readList, TAIL_BYTES, type ZipEntry } from '../../../core/archive/zip.ts'
import { bound } from '../../../core/model/bounds.ts'
import type { Sink } from './sink.ts'

type Taking = Pick<Sink, 'begin' | 'write' | 'end'>

const AT_ONCE_BYTES = 4 * 1024 ** 2
const DESCRIPTOR_BYTES = [0, 12, 16, 20, 24]

export async function unzip(archive: string, size: number, sink: Taking): Promise<void> {
  await eachEntry(archive, size, undefined, (file, entry, from) => takeOne(file, entry, from, sink))
}

/** The files of a large archive of small ones, each in memory; one that is larger than `maxBytes` is handed on as null. */
export async function eachSmallFile(
  archive: string,
  limits: { readonly maxEntries: number; readonly maxBytes: number },
  take: (name: string, content: Buffer | null) => void,
): Promise<void> {
  const { size } = await stat(archive)
  await eachEntry(archive, size, limits.maxEntries, async (file, entry, from) => {
    if (entry.kind !== 'file' && entry.kind !== 'exec') return
    const isSmall = entry.bytes <= limits.maxBytes && entry.packed <= limits.maxBytes
    take(entry.name, isSmall ? await contentAtOnce(file, entry, from) : null)
  })
}

type Take = (file: FileHandle, entry: ZipEntry, from: number) => Promise<void>

/** What an archive says that it holds. Nothing of it is unpacked. */
export async function listed(archive: string, size: number): Promise<readonly ZipEntry[]> {
  const file = await open(archive, 'r')
  try {
    return (await listIn(file, size)).entries
  } finally {
    await file.close()
  }
}

async function listIn(file: FileHandle, size: number, maxEntries?: number) {
  const tailBytes = Math.min(size, TAIL_BYTES)
  const end = findEnd(await readAt(file, size - tailBytes, tailBytes), size, maxEntries)
  return { end, entries: readList(await readAt(file, end.listAt, end.listBytes), end) }
}

async function eachEntry(archive: string, size: number, maxEntries: number | undefined, take: Take): Promise<void> {
  const file = await open(archive, 'r')
  try {
    const { end, entries } = await listIn(file, size, maxEntries)
    let reached = 0
    for (const entry of entries) {
      // Only what says where its sizes are may leave a few bytes between.
      if (!DESCRIPTOR_BYTES.includes(entry.at - reached)) {
        throw new UnsafeArchive('something lies before it that is no entry', entry.name)
      }
      const from = checkLocal(await readLocal(file, entry, size), entry)
      await take(file, entry, from)
      reached = from + entry.packed
    }
    if (!DESCRIPTOR_BYTES.includes(end.listAt - reached))
      throw new UnsafeArchive('something lies between its entries and its list')
  } finally {
    await file.close()
  }
}

async function readLocal(file: FileHandle, { at, name }: ZipEntry, size: number): Promise<Buffer> {
  if (at + LOCAL_BYTES > size) throw new UnsafeArchive('it has no header of its own', name)
  const head = await readAt(file, at, LOCAL_BYTES)
  const whole = LOCAL_BYTES + head.readUInt16LE(26) + head.readUInt16LE(28)
  return await readAt(file, at, Math.min(whole, size - at))
}

async function takeOne(file: FileHandle, entry: ZipEntry, from: number, sink: Taking): Promise<void> {
  if (entry.kind === 'link') {
    if (entry.bytes > bound('archive-name-bytes'))
      throw new UnsafeArchive('it is a link with a very long target', entry.name)
    const target = (await contentAtOnce(file, entry, from)).toString('utf8')
    if (target === '') throw new UnsafeArchive('it is a link to nothing', entry.name)
    if (!PLAIN_TARGET.test(target)) throw new UnsafeArchive('it is a link, and other text for some readers', entry.name)
    sink.begin({ ...asLink(entry), target })
    return
  }
  sink.begin(entry)
  if (entry.kind !== 'file' && entry.kind !== 'exec') return
  if (entry.bytes <= AT_ONCE_BYTES && entry.packed <= AT_ONCE_BYTES) {
    sink.write(await contentAtOnce(file, entry, from))
  } else await streamed(file, entry, from, sink)
}

/** Readers that know no links put the target down as the content of a file: it must be nothing that could be code. */
const PLAIN_TARGET = /^[\p{L}\p{M}\p{N}_./@+ -]+$/u

const asLink = ({ name, kind }: ZipEntry): Omit<ArchiveEntry, 'target'> => ({ name, kind, bytes: 0 })

async function contentAtOnce(file: FileHandle, entry: ZipEntry, from: number): Promise<Buffer> {
  const packed = await readAt(file, from, entry.packed)
  const content = entry.method === 0 ? packed : inflated(packed, entry)
  if (content.length !== entry.bytes) throw new UnsafeArchive('it is longer or shorter than it says', entry.name)
  if (crc32(content) !== entry.crc) throw new UnsafeArchive('its content is not what its sum says', entry.name)
  return content
}

function inflated(packed: Buffer, { bytes, name }: ZipEntry): Buffer {
  try {
    const { buffer, engine } = inflateRawSync(packed, { maxOutputLength: bytes + 1, info: true }) as unknown as {
      buffer: Buffer
      engine: { bytesWritten: number }
    }
    if (engine.bytesWritten !== packed.length) throw new UnsafeArchive('something lies behind its content', name)
    return buffer
  } catch (cause) {
    if (cause instanceof UnsafeArchive) throw cause
    throw new UnsafeArchive('its content is damaged, or longer than it says', name)
  }
}

async function streamed(file: FileHandle, entry: ZipEntry, from: number, sink: Taking): Promise<void> {
  let sum = 0
  const take = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) {
      sum = crc32(chunk, sum)
      sink.write(chunk)
    }
  }
  if (entry.packed === 0) throw new UnsafeArchive('its content is damaged, or longer than it says', entry.name)
  const bytes = piecesOf(file, from, entry.packed)
  if (entry.method === 0) await take(bytes)
  else {
    const inflate = createInflateRaw()
    await pipeline(bytes, inflate, take)
    if (inflate.bytesWritten !== entry.packed) throw new UnsafeArchive('something lies behind its content', entry.name)
  }
  sink.end()
  if (sum !== entry.crc) throw new UnsafeArchive('its content is not what its sum says', entry.name)
}

const PIECE_BYTES = 256 * 1024

/** Without a stream: each would leave a listener at the one file that all entries are read from. */
async function* piecesOf(file: FileHandle, from: number, length: number): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < length; at += PIECE_BYTES)
    yield await readAt(file, from + at, Math.min(PIECE_BYTES, length - at))
}

async function readAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  let read = 0
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, from + read)
    if (bytesRead === 0) throw new UnsafeArchive('it is cut off')
    read += bytesRead
  }
  return bytes
}
