// Reads the list of a ZIP archive, and compares it with what stands before each content: two readers that trust different
// places must find the same. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { bound } from '../model/bounds.ts'
import { type ArchiveEntry, type EntryKind, UnsafeArchive } from './entry.ts'

export const END_BYTES = 22
const END64_BYTES = 56
const LOCATOR_BYTES = 20
export const LOCAL_BYTES = 30
const CENTRAL_BYTES = 46
const MAX_16 = 0xffff
const MAX_32 = 0xffff_ffff

export type ZipEntry = ArchiveEntry & {
  readonly method: 0 | 8
  readonly flags: number
  readonly crc: number
  readonly packed: number
  /** Where its local header begins. */
  readonly at: number
  readonly rawName: Uint8Array
}

export type ZipEnd = {
  readonly entries: number
  readonly listAt: number
  readonly listBytes: number
  readonly endAt: number
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const read64 = (view: DataView, at: number): number => {
  const value = view.getBigUint64(at, true)
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new UnsafeArchive('a number in it is larger than any file')
  return Number(value)
}

/** How much of the end of the file has to be read to find the end record. */
export const TAIL_BYTES = END_BYTES + MAX_16 + LOCATOR_BYTES + END64_BYTES

/** `tail` is the end of the archive, whose size is `size`. The comment must reach to the very end: nothing hides behind it. */
export function findEnd(tail: Uint8Array, size: number, maxEntries = bound('archive-entries')): ZipEnd {
  const view = viewOf(tail)
  const start = size - tail.length
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x0605_4b50) continue
    // Some readers take the last one that there is, whether its comment reaches to the end or not.
    if (at + END_BYTES + view.getUint16(at + 20, true) !== tail.length)
      throw new UnsafeArchive('it is cut off, or something that may be another end lies behind its end')
    const end = readEnd(view, at, start)
    if (end.entries > maxEntries) throw new UnsafeArchive(`it has ${end.entries} entries`)
    return end
  }
  throw new UnsafeArchive('it is cut off, or something lies behind its end')
}

function readEnd(view: DataView, at: number, start: number): ZipEnd {
  const isOne = view.getUint16(at + 4, true) === 0 && view.getUint16(at + 6, true) === 0
  const entries = view.getUint16(at + 10, true)
  const listBytes = view.getUint32(at + 12, true)
  const listAt = view.getUint32(at + 16, true)
  const endAt = start + at
  const has64 = at >= LOCATOR_BYTES && view.getUint32(at - LOCATOR_BYTES, true) === 0x0706_4b50
  const end = has64 ? readEnd64(view, at, start) : { entries, listBytes, listAt, endAt }
  // What the old record can say it must say the same.
  const same = (old: number, max: number, now: number): boolean => old === now || (has64 && old === max)
  const agrees =
    same(entries, MAX_16, end.entries) && same(listBytes, MAX_32, end.listBytes) && same(listAt, MAX_32, end.listAt)
  if (!agrees) throw new UnsafeArchive('its two end records differ')
  if (!isOne && !has64) throw new UnsafeArchive('it is a part of an archive of several files')
  if (view.getUint16(at + 8, true) !== entries) throw new UnsafeArchive('it is a part of an archive of several files')
  if (end.listBytes > bound('archive-index-bytes')) throw new UnsafeArchive('its list of entries is too long')
  if (end.listAt + end.listBytes !== end.endAt) throw new UnsafeArchive('its list of entries is not where it says')
  return end
}

function readEnd64(view: DataView, at: number, start: number): ZipEnd {
  const endAt = read64(view, at - LOCATOR_BYTES + 8)
  const here = endAt - start
  const isThere = here >= 0 && here + END64_BYTES === at - LOCATOR_BYTES
  if (!isThere || view.getUint32(here, true) !== 0x0606_4b50 || read64(view, here + 4) !== END64_BYTES - 12) {
    throw new UnsafeArchive('its end record for large archives is not where it says')
  }
  const entries = read64(view, here + 32)
  if (read64(view, here + 24) !== entries) throw new UnsafeArchive('it is a part of an archive of several files')
  return { entries, listBytes: read64(view, here + 40), listAt: read64(view, here + 48), endAt }
}

/** The entries of the list, none of which may lie in another one. */
export function readList(list: Uint8Array, { entries, listAt }: ZipEnd): readonly ZipEntry[] {
  const view = viewOf(list)
  const found: ZipEntry[] = []
  let at = 0
  for (let n = 0; n < entries; n++) {
    if (at + CENTRAL_BYTES > list.length || view.getUint32(at, true) !== 0x0201_4b50) {
      throw new UnsafeArchive('its list of entries is damaged')
    }
    const [nameBytes, extraBytes, noteBytes] = [28, 30, 32].map((field) => view.getUint16(at + field, true))
    const end = at + CENTRAL_BYTES + nameBytes! + extraBytes! + noteBytes!
    if (end > list.length) throw new UnsafeArchive('its list of entries is damaged')
    found.push(readOne(list, at, nameBytes!, extraBytes!))
    at = end
  }
  if (at !== list.length) throw new UnsafeArchive('its list of entries holds something else')
  return inOrder(found, listAt)
}

function inOrder(entries: readonly ZipEntry[], listAt: number): readonly ZipEntry[] {
  const sorted = entries.toSorted((a, b) => a.at - b.at)
  let end = 0
  for (const { at, packed, name } of sorted) {
    if (at < end) throw new UnsafeArchive('it lies in another entry', name)
    end = at + LOCAL_BYTES + packed
    if (end > listAt) throw new UnsafeArchive('it reaches beyond the entries', name)
  }
  return sorted
}

function readOne(list: Uint8Array, at: number, nameBytes: number, extraBytes: number): ZipEntry {
  const view = viewOf(list)
  const flags = view.getUint16(at + 8, true)
  const rawName = list.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes)
  const name = nameOf(rawName, flags)
  const refuse = (why: string): UnsafeArchive => new UnsafeArchive(why, name)
  // Encrypted, patched, with hidden headers: nothing that can be looked through.
  if ((flags & 0b10_0000_0110_0001) !== 0)
    throw refuse('it is encrypted or packed in a way that nobody can look through')
  const method = view.getUint16(at + 10, true)
  if (method !== 0 && method !== 8) throw refuse(`it is packed by method ${method}; only deflate is read`)
  const extra = list.subarray(at + CENTRAL_BYTES + nameBytes, at + CENTRAL_BYTES + nameBytes + extraBytes)
  const sizes = wideSizes(view, at, extra, refuse)
  if (method === 0 && sizes.packed !== sizes.bytes) throw refuse(TWICE)
  const said = view.getUint32(at + 38, true) >>> 16
  const isUnix = view.getUint8(at + 5) === 3
  // Some readers ask for the system that made it, and some do not.
  if (!isUnix && !PLAIN_TYPES.includes(said & 0o170000)) throw refuse('it is a link or a device for some readers alone')
  const mode = isUnix ? said : 0
  const kind = kindOf(name, mode)
  if (kind === 'folder' && sizes.bytes > 0) throw refuse('it has content, though it is no file')
  return { name, kind, target: '', method, flags, crc: view.getUint32(at + 16, true), rawName, ...sizes }
}

/** Nothing is said, a file, a folder. */
const PLAIN_TYPES: readonly number[] = [0, 0o100000, 0o040000]

function nameOf(raw: Uint8Array, flags: number): string {
  const isAscii = raw.every((byte) => byte < 128)
  // Without this flag the character set is whatever a reader thinks.
  if (!isAscii && (flags & 0x800) === 0) throw new UnsafeArchive('a name in it is in no stated character set')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw)
  } catch {
    throw new UnsafeArchive('a name in it is not UTF-8')
  }
}

type Sizes = Pick<ZipEntry, 'packed' | 'bytes' | 'at'>

/** Sizes and places that need more than 32 bits stand in an extra field, in this order, each only where it is needed. */
function wideSizes(view: DataView, at: number, extra: Uint8Array, refuse: (why: string) => UnsafeArchive): Sizes {
  let [packed, bytes, place] = [20, 24, 42].map((field) => view.getUint32(at + field, true)) as [number, number, number]
  const wide = extraFields(extra, refuse).get(1)
  let from = 0
  const next = (): number => {
    if (wide === undefined || from + 8 > wide.length) throw refuse('its sizes are missing')
    return read64(viewOf(wide), (from += 8) - 8)
  }
  if (bytes === MAX_32) bytes = next()
  if (packed === MAX_32) packed = next()
  if (place === MAX_32) place = next()
  // Some readers take what stands there also where nothing sends them there.
  if (wide !== undefined && from !== wide.length && !saysAll(wide, [bytes, packed, place])) throw refuse(TWICE)
  return { packed, bytes, at: place }
}

const TWICE = 'it says its sizes twice, differently'

/** Whether all that stands in the field is this, in this order. A number of the disk may follow. */
const saysAll = (wide: Uint8Array, values: readonly number[]): boolean =>
  wide.length >= 16 && values.every((value, at) => at * 8 + 8 > wide.length || read64(viewOf(wide), at * 8) === value)

function extraFields(extra: Uint8Array, refuse: (why: string) => UnsafeArchive): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>()
  const view = viewOf(extra)
  for (let at = 0; at < extra.length;) {
    const end = at + 4 <= extra.length ? at + 4 + view.getUint16(at + 2, true) : Infinity
    if (end > extra.length) throw refuse('an extra field of it is damaged')
    const id = view.getUint16(at, true)
    if (id === 0x7075) throw refuse('it has a second name, which some readers take')
    if (found.has(id)) throw refuse('it has an extra field twice')
    found.set(id, extra.subarray(at + 4, end))
    at = end
  }
  return found
}

function kindOf(name: string, mode: number): EntryKind {
  const type = mode & 0o170000
  if (type === 0o120000) return 'link'
  if (name.endsWith('/')) return type === 0 || type === 0o040000 ? 'folder' : 'special'
  if (type !== 0 && type !== 0o100000) return 'special'
  return (mode & 0o111) === 0 ? 'file' : 'exec'
}

/**
 * Where the content begins. The local header must name the same file, packed the same way, with the same sizes, unless it says
 * that they follow the content.
 */
export function checkLocal(local: Uint8Array, entry: ZipEntry): number {
  const view = viewOf(local)
  const refuse = (why: string): UnsafeArchive => new UnsafeArchive(why, entry.name)
  if (local.length < LOCAL_BYTES || view.getUint32(0, true) !== 0x0403_4b50) throw refuse('it has no header of its own')
  const nameBytes = view.getUint16(26, true)
  const name = local.subarray(LOCAL_BYTES, LOCAL_BYTES + nameBytes)
  const isSameName = name.length === entry.rawName.length && name.every((byte, at) => byte === entry.rawName[at])
  if (!isSameName) throw refuse('its own header names it otherwise')
  const isSamePacking = view.getUint16(6, true) === entry.flags && view.getUint16(8, true) === entry.method
  if (!isSamePacking) throw refuse('its own header says that it is packed otherwise')
  const extraBytes = view.getUint16(28, true)
  const extra = local.subarray(LOCAL_BYTES + nameBytes, LOCAL_BYTES + nameBytes + extraBytes)
  if (extra.length < extraBytes) throw refuse('its own header is cut off')
  const wide = extraFields(extra, refuse).get(1)
  const follows = (entry.flags & 8) !== 0
  const said: readonly (readonly [number, number])[] = [
    [14, entry.crc],
    [18, entry.packed],
    [22, entry.bytes],
  ]
  for (const [at, expected] of said) {
    const value = view.getUint32(at, true)
    const isWide = at !== 14 && value === MAX_32
    if (value !== expected && !isWide && !(follows && value === 0))
      throw refuse('its own header gives another size or sum')
  }
  const isOpen = follows && wide?.every((byte) => byte === 0) === true
  if (wide !== undefined && !isOpen && !saysAll(wide, [entry.bytes, entry.packed]))
    throw refuse('its own header gives another size or sum')
  return entry.at + LOCAL_BYTES + nameBytes + extraBytes
}
