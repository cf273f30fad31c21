// A container image with a Node in it, made when a test runs, in the form in which engines save one.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, realpathSync } from 'node:fs'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { tar, type TarEntry } from '../samples/archives.ts'

const hexOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Node with what it loads, each where it looks for it, as on a system whose `/bin` and `/lib` are links. */
export function nodeLayer(): readonly TarEntry[] {
  const listed = execFileSync('ldd', [process.execPath], { encoding: 'utf8' })
  const libraries = [...listed.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path!)
  return [
    { name: 'usr/bin/node', body: readFileSync(process.execPath), mode: 0o755 },
    { name: 'bin', type: '2', link: 'usr/bin' },
    ...libraries.map((path) => ({ name: path.slice(1), body: readFileSync(realpathSync(path)), mode: 0o755 })),
    { name: 'etc/ssl/certs/ca-certificates.crt', body: 'nobody\n' },
    { name: 'etc/ssl/cert.pem', type: '2', link: 'certs/ca-certificates.crt' },
  ]
}

/** A shell of this machine, for images that are started by a script; its C library is that of Node. */
export const shellEntry = (): TarEntry => ({
  name: 'usr/bin/sh',
  body: readFileSync(realpathSync('/bin/sh')),
  mode: 0o755,
})

type Layers = readonly (readonly TarEntry[])[]

const configOf = (packed: readonly Buffer[], config: object, more: object): Buffer => {
  const rootfs = { type: 'layers', diff_ids: packed.map((layer) => `sha256:${hexOf(layer)}`) }
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  return Buffer.from(JSON.stringify({ os: 'linux', architecture, config, rootfs, ...more }))
}

/** As `docker save` writes it. */
export function savedImage(layers: Layers, config: object, more: object = {}): Buffer {
  const packed = layers.map((entries) => tar(entries))
  const text = configOf(packed, config, more)
  const names = packed.map((layer) => `${hexOf(layer)}.tar`)
  return tar([
    { name: 'manifest.json', body: JSON.stringify([{ Config: `${hexOf(text)}.json`, Layers: names }]) },
    { name: `${hexOf(text)}.json`, body: text },
    ...packed.map((layer, at) => ({ name: names[at]!, body: layer })),
  ])
}

/** As builders and registries have it (OCI layout), with layers that are packed. `named`: what the configuration says they are. */
export function laidOutImage(layers: Layers, config: object, named: Layers = layers): Buffer {
  const blobs = new Map<string, Buffer>()
  const add = (bytes: Buffer): { digest: string; size: number } => {
    blobs.set(hexOf(bytes), bytes)
    return { digest: `sha256:${hexOf(bytes)}`, size: bytes.length }
  }
  const text = configOf(
    named.map((entries) => tar(entries)),
    config,
    {},
  )
  const [first, ...others] = layers.map((entries) => tar(entries))
  const packed = [gzipSync(first!, { level: 1 }), ...others.map((layer) => zstdCompressSync(layer))].map(add)
  const manifest = add(Buffer.from(JSON.stringify({ schemaVersion: 2, config: add(text), layers: packed })))
  return tar([
    { name: 'oci-layout', body: '{"imageLayoutVersion":"1.0.0"}' },
    { name: 'index.json', body: JSON.stringify({ schemaVersion: 2, manifests: [manifest] }) },
    ...[...blobs].map(([hex, body]) => ({ name: `blobs/sha256/${hex}`, body })),
  ])
}
