// A package registry on loopback that serves what a test writes, also what no honest registry would serve.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

export type Manifest = { readonly name: string; readonly version: string; readonly [key: string]: unknown }
export type Published = {
  readonly manifest: Manifest
  readonly files?: Readonly<Record<string, string>>
  /** What the registry promises, where it differs from what the tarball holds. */
  readonly promised?: Readonly<Record<string, unknown>>
  /** Served instead of the tarball whose digest was promised. */
  readonly tarball?: Buffer
  /** What it says besides about the tarball; `integrity` is that of the honest one. */
  readonly dist?:
    | Readonly<Record<string, unknown>>
    | ((url: string, integrity: string) => Readonly<Record<string, unknown>>)
}

export type Registry = {
  readonly url: string
  /** Paths in order of request. */
  readonly asked: string[]
  readonly close: () => Promise<void>
}

/** `stalls` names the paths that are never answered, `sentTo` where an asker is sent instead, `documents` what else is there. */
export async function startRegistry(
  published: readonly Published[],
  stalls: (path: string) => boolean = () => false,
  sentTo: (path: string) => string | null = () => null,
  documents: Readonly<Record<string, unknown>> = {},
): Promise<Registry> {
  const asked: string[] = []
  const answers = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '')
    asked.push(path)
    if (stalls(path)) return
    const location = sentTo(path)
    if (location !== null) {
      response.writeHead(302, { location }).end()
      return
    }
    const body = answers.get(path)
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(body ?? '{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  for (const [name, versions] of Object.entries(Object.groupBy(published, ({ manifest }) => manifest.name))) {
    answers.set(`/${name}`, Buffer.from(JSON.stringify(packument(name, versions!, url, answers))))
  }
  for (const [path, document] of Object.entries(documents)) answers.set(path, Buffer.from(JSON.stringify(document)))
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { url, asked, close }
}

function packument(name: string, versions: readonly Published[], url: string, answers: Map<string, Buffer>) {
  const entries = versions.map((one) => {
    const { manifest, promised, tarball, dist } = one
    const path = `/${name}/-/${manifest.version}.tgz`
    const honest = packed(one)
    answers.set(path, tarball ?? honest)
    const integrity = integrityOf(honest)
    const said = typeof dist === 'function' ? dist(url, integrity) : dist
    const dist_ = { tarball: `${url}${path.slice(1)}`, integrity, ...said }
    return [manifest.version, { ...manifest, ...promised, dist: dist_ }] as const
  })
  const time = Object.fromEntries(versions.map(({ manifest }) => [manifest.version, '2025-06-01T00:00:00.000Z']))
  const latest = versions.at(-1)!.manifest.version
  return { name, 'dist-tags': { latest }, versions: Object.fromEntries(entries), time }
}

export const packed = ({ manifest, files }: Published): Buffer =>
  pack({ 'package.json': JSON.stringify(manifest), ...files })

/** As npm names the bytes of a package. */
export const integrityOf = (tarball: Buffer): string =>
  `sha512-${createHash('sha512').update(tarball).digest('base64')}`

/** A gzipped ustar archive with everything below `package/`, as npm expects it. */
export function pack(files: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(files).flatMap(([path, text]) => {
    const body = Buffer.from(text)
    return [header(`package/${path}`, body.length), body, Buffer.alloc(-body.length & 511)]
  })
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(1024)]))
}

function header(path: string, size: number): Buffer {
  const block = Buffer.alloc(512)
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`
  block.write(path, 0)
  block.write(octal(0o644, 7) + octal(0, 7) + octal(0, 7) + octal(size, 11) + octal(0, 11), 100, 'latin1')
  block.write('        0', 148, 'latin1')
  block.write('ustar\x0000', 257, 'latin1')
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${octal(sum, 6)} `, 148, 'latin1')
  return block
}
