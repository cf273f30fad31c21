// Archives as tests need them, honest and hostile, put together at run time.
import { crc32, deflateRawSync } from 'node:zlib'

export type TarEntry = {
  readonly name: string | Buffer
  readonly type?: string
  readonly body?: string | Buffer
  readonly link?: string
  readonly mode?: number
  /** What the header says, where it differs from the body. */
  readonly size?: number
  readonly damaged?: boolean
  /** Whose it is: eight characters. */
  readonly owner?: string
  /** What comes before the name, and what says whether it does. */
  readonly prefix?: string
  readonly magic?: string
  readonly version?: string
}

const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`

function tarHeader(entry: TarEntry): Buffer {
  const { name, type = '0', body = '', link = '', mode = 0o644, size, damaged } = entry
  const { prefix = '', magic = 'ustar\0', version = '00', owner = octal(0, 7) } = entry
  const block = Buffer.alloc(512)
  Buffer.from(name).copy(block, 0, 0, 100)
  const bytes = size ?? Buffer.from(body).length
  block.write(octal(mode, 7) + owner + octal(0, 7) + octal(bytes, 11) + octal(0, 11), 100, 'latin1')
  block.write('        ', 148, 'latin1')
  block.write(type, 156, 'latin1')
  block.write(link, 157)
  block.write(magic + version, 257, 'latin1')
  block.write(prefix, 345)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${octal(damaged === true ? sum + 1 : sum, 6)} `, 148, 'latin1')
  return block
}

/** `end` is what follows the last entry; an honest archive ends with two empty blocks. */
export function tar(entries: readonly TarEntry[], end: Buffer = Buffer.alloc(1024)): Buffer {
  const parts = entries.flatMap((entry) => {
    const body = Buffer.from(entry.body ?? '')
    return [tarHeader(entry), body, Buffer.alloc(-body.length & 511)]
  })
  return Buffer.concat([...parts, end])
}

/** An extended header for the entry that follows. */
export function pax(fields: Readonly<Record<string, string>>, type = 'x'): TarEntry {
  const line = ([key, value]: readonly [string, string]): string => {
    const rest = ` ${key}=${value}\n`
    let length = Buffer.byteLength(rest) + 1
    while (`${length}`.length + Buffer.byteLength(rest) !== length) length++
    return `${length}${rest}`
  }
  return { name: 'PaxHeader', type, body: Object.entries(fields).map(line).join('') }
}

export type ZipFile = {
  readonly name: string
  readonly body?: string | Buffer
  readonly mode?: number
  readonly stored?: boolean
  readonly flags?: number
  readonly method?: number
  /** What the header before the content says, where it differs from the list. */
  readonly local?: Readonly<{ name?: string; bytes?: number; method?: number; wide?: Buffer }>
  /** The system that it says it was made on: 0 is DOS, 3 is Unix. */
  readonly madeBy?: number
  readonly bytes?: number
  readonly crc?: number
  /** Sizes in the field for large archives. */
  readonly wide?: boolean
  readonly extra?: Buffer
  /** Where the list says it begins. */
  readonly at?: number
}

type ZipOptions = {
  readonly before?: Buffer
  readonly after?: Buffer
  readonly comment?: string
  readonly wide?: boolean
  readonly gap?: Buffer
}

export function zip(files: readonly ZipFile[], options: ZipOptions = {}): Buffer {
  const {
    before = Buffer.alloc(0),
    after = Buffer.alloc(0),
    comment = '',
    wide = false,
    gap = Buffer.alloc(0),
  } = options
  const local: Buffer[] = [before]
  const list: Buffer[] = []
  let offset = before.length
  for (const file of files) {
    const { flags = 0x800, mode = 0o100644, stored = false, extra = Buffer.alloc(0) } = file
    const body = Buffer.from(file.body ?? '')
    const packed = stored ? body : deflateRawSync(body)
    const bytes = file.bytes ?? body.length
    const method = file.method ?? (stored ? 0 : 8)
    const crc = file.crc ?? crc32(body)
    const shared = (name: string, of: { bytes: number; method: number }, more: Buffer): Buffer => {
      const head = Buffer.alloc(26)
      head.writeUInt16LE(file.wide === true ? 45 : 20, 0)
      head.writeUInt16LE(flags, 2)
      head.writeUInt16LE(of.method, 4)
      head.writeUInt32LE(crc, 10)
      head.writeUInt32LE(file.wide === true ? 0xffff_ffff : packed.length, 14)
      head.writeUInt32LE(file.wide === true ? 0xffff_ffff : of.bytes, 18)
      head.writeUInt16LE(Buffer.byteLength(name), 22)
      head.writeUInt16LE(more.length, 24)
      return head
    }
    const sizes = Buffer.alloc(20)
    sizes.writeUInt16LE(1, 0)
    sizes.writeUInt16LE(16, 2)
    sizes.writeBigUInt64LE(BigInt(bytes), 4)
    sizes.writeBigUInt64LE(BigInt(packed.length), 12)
    const more = file.wide === true ? Buffer.concat([sizes, extra]) : extra
    const localName = file.local?.name ?? file.name
    const entry = Buffer.concat([
      Buffer.from('PK\x03\x04', 'latin1'),
      shared(localName, { bytes, method, ...file.local }, file.local?.wide ?? more),
      Buffer.from(localName),
      file.local?.wide ?? more,
      packed,
    ])
    const attributes = Buffer.alloc(14)
    attributes.writeUInt32LE(mode * 0x10000, 6)
    attributes.writeUInt32LE(file.at ?? offset, 10)
    list.push(
      Buffer.from(`PK\x01\x02\x14${String.fromCharCode(file.madeBy ?? 3)}`, 'latin1'),
      shared(file.name, { bytes, method }, more),
      attributes,
      Buffer.from(file.name),
      more,
    )
    local.push(entry)
    offset += entry.length
  }
  local.push(gap)
  offset += gap.length
  const listed = Buffer.concat(list)
  const ends = wide ? [end64(files.length, listed.length, offset)] : []
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(wide ? 0xffff : files.length, 8)
  end.writeUInt16LE(wide ? 0xffff : files.length, 10)
  end.writeUInt32LE(wide ? 0xffff_ffff : listed.length, 12)
  end.writeUInt32LE(wide ? 0xffff_ffff : offset, 16)
  end.writeUInt16LE(Buffer.byteLength(comment), 20)
  return Buffer.concat([...local, listed, ...ends, end, Buffer.from(comment), after])
}

function end64(entries: number, listBytes: number, listAt: number): Buffer {
  const end = Buffer.alloc(76)
  end.write('PK\x06\x06', 'latin1')
  end.writeBigUInt64LE(44n, 4)
  end.writeBigUInt64LE(BigInt(entries), 24)
  end.writeBigUInt64LE(BigInt(entries), 32)
  end.writeBigUInt64LE(BigInt(listBytes), 40)
  end.writeBigUInt64LE(BigInt(listAt), 48)
  end.write('PK\x06\x07', 56, 'latin1')
  end.writeBigUInt64LE(BigInt(listAt + listBytes), 64)
  end.writeUInt32LE(1, 72)
  return end
}
