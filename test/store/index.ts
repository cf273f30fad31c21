// An index of Python packages on loopback that serves what a test writes, also what no honest index would serve.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { crc32, deflateRawSync } from 'node:zlib'

export type Wheel = {
  readonly name: string
  readonly version?: string
  readonly requires?: readonly string[]
  /** `name = module:function` */
  readonly scripts?: readonly string[]
  readonly files?: Readonly<Record<string, string>>
  /** What the wheel says of itself, where it differs from what its name promises. */
  readonly metadata?: string
  /** Served under a promised digest that is another one. */
  readonly broken?: boolean
  /** A file of zeros so long, packed. */
  readonly zeros?: number
  /** Another index, whose host keeps the file. */
  readonly at?: string
}
/** An archive of sources: `setup.py` is what building it would execute. */
export type Source = { readonly source: string; readonly version: string; readonly setup: string }

export type Index = {
  readonly url: string
  /** Paths in order of request. */
  readonly asked: string[]
  readonly close: () => Promise<void>
}

export async function startIndex(published: readonly (Wheel | Source)[]): Promise<Index> {
  const asked: string[] = []
  const pages = new Map<string, string[]>()
  const bodies = new Map<string, Buffer>()
  for (const one of published) {
    const name = 'source' in one ? one.source : one.name
    const file = 'source' in one ? `${one.source}-${one.version}.tar.gz` : fileName(one)
    const body = 'source' in one ? Buffer.from(one.setup) : wheel(one)
    const promised = 'broken' in one && one.broken ? Buffer.from('another') : body
    const digest = createHash('sha256').update(promised).digest('hex')
    const href = 'at' in one && one.at !== undefined ? new URL(`/files/${file}`, one.at).href : `/files/${file}`
    bodies.set(`/files/${file}`, body)
    const path = `/simple/${name.replaceAll(/[-_.]+/g, '-').toLowerCase()}/`
    pages.set(path, [...(pages.get(path) ?? []), `<a href="${href}#sha256=${digest}">${file}</a>`])
  }
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '')
    asked.push(path)
    const body = bodies.get(path) ?? pages.get(path)?.join('\n')
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/html' }).end(body ?? '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple/`, asked, close }
}

const spelled = (name: string): string => name.replaceAll('-', '_')
const fileName = ({ name, version = '1.0.0' }: Wheel): string => `${spelled(name)}-${version}-py3-none-any.whl`

/** https://packaging.python.org/specifications/binary-distribution-format/ */
function wheel({ name, version = '1.0.0', requires = [], scripts = [], files = {}, metadata, zeros }: Wheel): Buffer {
  const info = `${spelled(name)}-${version}.dist-info`
  const about = metadata ?? `Name: ${name}\nVersion: ${version}\n`
  const all: Record<string, string> = {
    ...files,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\n${about}${requires.map((one) => `Requires-Dist: ${one}\n`).join('')}\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    ...(scripts.length > 0 && { [`${info}/entry_points.txt`]: `[console_scripts]\n${scripts.join('\n')}\n` }),
  }
  const text = {
    ...all,
    [`${info}/RECORD`]: [...Object.keys(all), `${info}/RECORD`].map((path) => `${path},,\n`).join(''),
  }
  return zip(text, zeros === undefined ? {} : { 'zeros.bin': Buffer.alloc(zeros) })
}

/** A ZIP archive; only what is to be packed is. */
function zip(files: Readonly<Record<string, string>>, packed: Readonly<Record<string, Buffer>>): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const [path, content] of [...Object.entries(files), ...Object.entries(packed)]) {
    const name = Buffer.from(path)
    const whole = Buffer.from(content)
    const body = path in packed ? deflateRawSync(whole) : whole
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(path in packed ? 8 : 0, 4)
    shared.writeUInt32LE(crc32(whole), 10)
    shared.writeUInt32LE(body.length, 14)
    shared.writeUInt32LE(whole.length, 18)
    shared.writeUInt16LE(name.length, 22)
    const entry = [Buffer.from('PK\x03\x04', 'latin1'), shared, name, body]
    const more = Buffer.alloc(14)
    more.writeUInt32LE((path.includes('/scripts/') ? 0o100755 : 0o100644) * 0x10000, 6)
    more.writeUInt32LE(offset, 10)
    central.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), shared, more, name)
    local.push(...entry)
    offset += Buffer.concat(entry).length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  const count = Object.keys(files).length + Object.keys(packed).length
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(Buffer.concat(central).length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...local, ...central, end])
}
