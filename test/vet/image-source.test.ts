// Container images from a registry on loopback and from archives: laid over one another as a kernel would show them, or refused.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Fetched } from '../../src/core/model/fetched.ts'
import { fetchFile } from '../../src/flows/vet/source/archive.ts'
import { fetchImage } from '../../src/flows/vet/source/image.ts'
import type { FetchWorld } from '../../src/flows/vet/source/world.ts'
import { certificateFor } from '../egress/certificate.ts'
import { tar, type TarEntry } from '../samples/archives.ts'
import { makePlace, type Place, worldOf } from '../store/world.ts'

const { key, cert } = certificateFor(['images.test'])
const ARCH = process.arch === 'x64' ? 'amd64' : process.arch
let place: Place
let server: Server | undefined
beforeEach(async () => {
  place = await makePlace()
})
afterEach(async () => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
  await place.dispose()
})

const shaOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
const LAYERS: readonly (readonly TarEntry[])[] = [
  [
    { name: 'usr/bin/node', body: 'node', mode: 0o755 },
    { name: 'bin', type: '2', link: 'usr/bin' },
    { name: 'app/old.js', body: 'old' },
    { name: 'app/kept.js', body: 'kept' },
    { name: 'cache/a', body: 'a' },
    { name: 'cache/b', body: 'b' },
    { name: 'etc/escape', type: '2', link: '/../../outside' },
    { name: 'dev/null', type: '3' },
  ],
  [
    { name: 'bin/tool', body: 'tool' },
    { name: 'app/.wh.old.js' },
    { name: 'cache/new', body: 'new' },
    { name: 'cache/.wh..wh..opq' },
    { name: 'app/main.js', type: '2', link: 'kept.js' },
    { name: 'app/hard.js', type: '1', link: 'app/kept.js' },
    { name: 'etc/escape/x', body: 'inside' },
  ],
]
const EXPECTED = {
  'app/hard.js': 'kept',
  'app/kept.js': 'kept',
  'app/main.js': 'kept',
  'cache/new': 'new',
  'outside/x': 'inside',
  'usr/bin/node': 'node',
  'usr/bin/tool': 'tool',
}

type Image = { readonly blobs: Map<string, Buffer>; readonly manifest: string; readonly index: string }

function imageOf(layers: readonly (readonly TarEntry[])[] = LAYERS): Image {
  const blobs = new Map<string, Buffer>()
  const add = (bytes: Buffer): { digest: string; size: number } => {
    blobs.set(shaOf(bytes), bytes)
    return { digest: shaOf(bytes), size: bytes.length }
  }
  const packed = layers.map((entries) => add(gzipSync(tar(entries))))
  const config = add(Buffer.from('{}'))
  const manifest = add(Buffer.from(JSON.stringify({ schemaVersion: 2, config, layers: packed })))
  const other = { digest: `sha256:${'0'.repeat(64)}`, size: 1, platform: { os: 'linux', architecture: 'riscv64' } }
  const own = { ...manifest, platform: { os: 'linux', architecture: ARCH } }
  const index = add(Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [other, own] })))
  return { blobs, manifest: manifest.digest, index: index.digest }
}

/** `swap` names a digest whose bytes are others; `secret` is the token that it wants. */
async function serve(
  { blobs, index }: Image,
  { swap, secret }: { swap?: string; secret?: string } = {},
): Promise<string> {
  server = createServer({ key, cert }, (request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? '', 'https://images.test')
    const wanted = /\/v2\/team\/server\/(?:manifests|blobs)\/(.+)$/.exec(path)?.[1] ?? ''
    const digest = wanted === '1.0' ? index : wanted
    const body = blobs.get(digest)
    if (path === '/token') {
      expect(searchParams.get('scope')).toBe('repository:team/server:pull')
      response.end(JSON.stringify({ token: secret }))
    } else if (secret !== undefined && request.headers.authorization !== `Bearer ${secret}`) {
      const realm = `https://${request.headers.host}/token`
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="images.test"` }).end()
    } else if (path === '/v2/') response.end('{}')
    else if (body === undefined) response.writeHead(404).end()
    else response.end(digest === swap ? Buffer.concat([body.subarray(0, -1), Buffer.from('x')]) : body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `images.test:${(server.address() as AddressInfo).port}`
}

async function world(): Promise<FetchWorld> {
  const reach = { resolve: async () => ['127.0.0.1'], whyNot: () => null, certificates: [cert] }
  return { ...(await worldOf(place, { HOME: place.folder, PATH: process.env['PATH'] })), reach }
}

type Seen = Fetched & { readonly contents: Record<string, string> }
const seen = async (found: Fetched): Promise<Seen> => {
  const files = readdirSync(found.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort()
  return {
    ...found,
    contents: Object.fromEntries(
      paths.map((path) => [path.slice(found.folder.length + 1), readFileSync(path, 'utf8')]),
    ),
  }
}

async function pulled(registry: string, digest: string | null, tag: string | null = null): Promise<Seen> {
  return await fetchImage(
    { kind: 'image', reference: { registry, repository: 'team/server', tag, digest } },
    await world(),
    seen,
  )
}

describe('from a registry', () => {
  test('an image is its layers over one another, with nothing outside of it', async () => {
    const image = imageOf()
    const found = await pulled(await serve(image), image.index)
    expect(found.contents).toEqual(EXPECTED)
    expect(found).toMatchObject({
      kind: 'image',
      digest: image.index,
      provenance: { facts: [{ state: 'holds' }, { state: 'absent' }] },
    })
    expect(found.notLooked.join()).toContain('"dev/null"')
  })

  test('a tag is told by the digest that it means now', async () => {
    const image = imageOf()
    const { provenance } = await pulled(await serve(image), null, '1.0')
    expect(provenance.facts[0]!.words).toContain(image.index)
  })

  test('an anonymous token is fetched where it is wanted', async () => {
    const image = imageOf()
    const secret = ['to', 'ken'].join('')
    expect((await pulled(await serve(image, { secret }), image.manifest)).contents).toEqual(EXPECTED)
  })

  test.each([
    ['the manifest', ({ manifest }: Image) => manifest, 'its manifest'],
    ['a layer', ({ blobs }: Image) => [...blobs.keys()][0]!, 'its layer-0'],
    ['the configuration', ({ blobs }: Image) => [...blobs.keys()][2]!, 'its config'],
  ])('other bytes for %s are refused', async (_, which, words) => {
    const image = imageOf()
    const registry = await serve(image, { swap: which(image) })
    await expect(pulled(registry, image.manifest)).rejects.toMatchObject({
      code: 'provenance-refused',
      message: expect.stringContaining(words),
    })
  })

  test('an image for other machines only is told', async () => {
    const image = imageOf()
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [] }))
    image.blobs.set(shaOf(bytes), bytes)
    await expect(pulled(await serve(image), shaOf(bytes))).rejects.toThrow('has no image for linux/')
  })

  test('an index of two images for this machine is refused, unless they are the same', async () => {
    const image = imageOf()
    const other = imageOf([[{ name: 'evil', body: '' }]])
    const indexOf = (...digests: readonly string[]): string => {
      const manifests = digests.map((digest) => ({
        digest,
        size: (image.blobs.get(digest) ?? other.blobs.get(digest)!).length,
        platform: { os: 'linux', architecture: ARCH },
      }))
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests }))
      image.blobs.set(shaOf(bytes), bytes)
      return shaOf(bytes)
    }
    const registry = await serve(image)
    expect((await pulled(registry, indexOf(image.manifest, image.manifest))).contents).toEqual(EXPECTED)
    await expect(pulled(registry, indexOf(image.manifest, other.manifest))).rejects.toMatchObject({
      code: 'package-refused',
      message: expect.stringContaining('several images for linux/'),
    })
  })

  const layered = async (...layers: readonly (readonly TarEntry[])[]): Promise<Seen> => {
    const image = imageOf(layers)
    return await pulled(await serve(image), image.manifest)
  }

  test('a layer may hold names and entries that no package may have', async () => {
    const { contents, notLooked } = await layered([
      { name: '/etc/a\\b', body: '1' },
      { name: 'etc/a\\b', body: '2' },
      { name: 'dev/null', type: '3' },
    ])
    expect(contents).toEqual({ 'etc/a\\b': '2' })
    expect(notLooked).toContainEqual('Devices and pipes of its layers: "dev/null".')
  })

  test.each<[string, readonly (readonly TarEntry[])[], Record<string, string>]>([
    [
      'a hard link is what its target was when it was made',
      [
        [
          { name: 'a', body: 'good' },
          { name: 'b', type: '1', link: 'a' },
          { name: 'a', body: 'evil' },
        ],
      ],
      { a: 'evil', b: 'good' },
    ],
    [
      'a hard link of a layer is what its target was in the layers below',
      [
        [{ name: 'a', body: 'good' }],
        [{ name: 'b', type: '1', link: '/a' }, { name: '.wh.a' }],
        [{ name: 'a', body: 'evil' }],
      ],
      { a: 'evil', b: 'good' },
    ],
    [
      'a hard link to a link is that link at another place',
      [
        [
          { name: 'one/file', body: '1' },
          { name: 'one/soft', type: '2', link: 'file' },
          { name: 'two/file', body: '2' },
          { name: 'two/hard', type: '1', link: 'one/soft' },
        ],
      ],
      { 'one/file': '1', 'one/soft': '1', 'two/file': '2', 'two/hard': '2' },
    ],
    [
      'a hard link to its own name changes nothing',
      [
        [
          { name: 'a', body: '1' },
          { name: 'a', type: '1', link: './a' },
        ],
      ],
      { a: '1' },
    ],
    [
      'a mark of removal takes what lies below its own layer, and leaves what is of it',
      [[{ name: 'dir/old', body: 'old' }], [{ name: 'dir/new', body: 'new' }, { name: '.wh.dir' }]],
      { 'dir/new': 'new' },
    ],
    [
      'a mark of removal behind what it names takes only what was there before',
      [[{ name: 'f', body: 'old' }], [{ name: 'f', body: 'new' }, { name: '.wh.f' }]],
      { f: 'new' },
    ],
    [
      'a folder in place of a link is a folder',
      [
        [
          { name: 'real/x', body: 'x' },
          { name: 'l', type: '2', link: 'real' },
        ],
        [
          { name: 'l', type: '5' },
          { name: 'l/y', body: 'y' },
        ],
      ],
      { 'l/y': 'y', 'real/x': 'x' },
    ],
  ])('%s', async (_, layers, expected) => {
    expect((await layered(...layers)).contents).toEqual(expected)
  })

  test('links that lead to nothing are told, those to folders are not', async () => {
    const { notLooked } = await layered([
      { name: 'real/x', body: '' },
      { name: 'folder', type: '2', link: 'real' },
      { name: 'soft', type: '2', link: '/proc/mounts' },
      { name: 'hard', type: '1', link: 'gone' },
    ])
    expect(notLooked).toContainEqual('Links to what is not in the image: "hard", "soft".')
  })

  test('a registry that breaks off is a failure of its own', async () => {
    const registry = await serve(imageOf())
    server!.removeAllListeners('request')
    server!.on('request', (request) => request.socket.destroy())
    await expect(pulled(registry, null, '1.0')).rejects.toMatchObject({
      code: 'registry-unreachable',
      message: expect.stringContaining('images.test'),
    })
  })

  test.each<[string, object, string]>([
    [
      'that is an index too',
      { schemaVersion: 2, manifests: [], layers: [], config: {} },
      'an image and an index at once',
    ],
    ['of an old form', { schemaVersion: 1, fsLayers: [] }, 'not read'],
    [
      'with a part by another digest',
      { schemaVersion: 2, config: { digest: 'md5:1', size: 1 }, layers: [] },
      'without digest',
    ],
    [
      'that names its layers twice for engines',
      { schemaVersion: 2, config: { digest: `sha256:${'0'.repeat(64)}`, size: 1 }, layers: [], layerſ: [] },
      'in another spelling',
    ],
    [
      'that names the digest of a part twice for engines',
      { schemaVersion: 2, config: { digest: `sha256:${'0'.repeat(64)}`, size: 1, Digest: 'x' }, layers: [] },
      'in another spelling',
    ],
    [
      'that is too large',
      { schemaVersion: 2, config: { digest: `sha256:${'0'.repeat(64)}`, size: 3e9 }, layers: [] },
      'have 3000000000 bytes',
    ],
  ])('a manifest %s is refused', async (_, manifest, why) => {
    const image = imageOf()
    const bytes = Buffer.from(JSON.stringify(manifest))
    image.blobs.set(shaOf(bytes), bytes)
    await expect(pulled(await serve(image), shaOf(bytes))).rejects.toMatchObject({
      code: 'package-refused',
      message: expect.stringContaining(why),
    })
  })

  test.each<[string, readonly TarEntry[], string]>([
    ['that writes outside', [{ name: '../../etc/passwd', body: 'x' }], 'its name leads out'],
    [
      'that goes in circles',
      [
        { name: 'a', type: '2', link: 'b' },
        { name: 'b', type: '2', link: 'a' },
        { name: 'a/x', body: '' },
      ],
      'goes in circles',
    ],
    [
      'with a link in the place of what it links to',
      [
        { name: 'a', type: '5' },
        { name: 'a/b', body: '1' },
        { name: 'a', type: '1', link: 'a/b' },
      ],
      'takes the place of what it links to',
    ],
  ])('a layer %s is refused', async (_, entries, why) => {
    const image = imageOf([entries])
    await expect(pulled(await serve(image), image.manifest)).rejects.toMatchObject({
      code: 'package-refused',
      message: expect.stringContaining(why),
    })
  })
})

describe('from an archive', () => {
  const layers = LAYERS.map((entries) => tar(entries))
  const config = Buffer.from(JSON.stringify({ rootfs: { type: 'layers', diff_ids: layers.map(shaOf) } }))
  const hex = (bytes: Buffer): string => shaOf(bytes).slice('sha256:'.length)
  const saved = (parts: readonly Buffer[] = layers, more: object = {}): Buffer =>
    tar([
      {
        name: 'manifest.json',
        body: JSON.stringify([
          {
            Config: `${hex(config)}.json`,
            RepoTags: ['a:1'],
            Layers: layers.map((layer) => `${hex(layer)}.tar`),
            ...more,
          },
        ]),
      },
      { name: `${hex(config)}.json`, body: config },
      ...layers.map((layer, at) => ({ name: `${hex(layer)}.tar`, body: parts[at]! })),
    ])
  const layout = (swapped = false): Buffer => {
    const { blobs, index } = imageOf()
    const inner = { digest: index, size: blobs.get(index)!.length }
    const files = [...blobs].map(([digest, bytes]) => ({
      name: `blobs/sha256/${digest.slice(7)}`,
      body: swapped ? Buffer.concat([bytes, Buffer.from(' ')]) : bytes,
    }))
    return tar([
      { name: 'oci-layout', body: '{"imageLayoutVersion":"1.0.0"}' },
      { name: 'index.json', body: JSON.stringify({ schemaVersion: 2, manifests: [inner] }) },
      ...files,
    ])
  }
  const unreadable = (isThere = true): Buffer => {
    const bytes = Buffer.from('no JSON')
    const inner = { digest: shaOf(bytes), size: bytes.length }
    return tar([
      { name: 'oci-layout', body: '{}' },
      { name: 'index.json', body: JSON.stringify({ schemaVersion: 2, manifests: [inner] }) },
      ...(isThere ? [{ name: `blobs/sha256/${hex(bytes)}`, body: bytes }] : []),
    ])
  }
  const also = (name: string, body: string): Buffer =>
    Buffer.concat([layout().subarray(0, -1024), tar([{ name, body }])])
  const layersOf = (image: Image): readonly string[] =>
    [...image.blobs.keys()].slice(0, LAYERS.length).map((digest) => `blobs/sha256/${digest.slice(7)}`)
  const both = (layers: readonly string[]): Buffer =>
    also('manifest.json', JSON.stringify([{ Config: 'blobs/sha256/x', Layers: layers }]))
  const filed = async (bytes: Buffer): Promise<Seen> => {
    const path = join(place.folder, 'image.tar')
    await writeFile(path, bytes)
    return await fetchFile(path, await world(), seen)
  }

  test.each([
    ['as docker saves it', saved()],
    ['as a layout', layout()],
    ['in both forms', both(layersOf(imageOf()))],
  ])('an image %s is the same', async (_, bytes) => {
    expect(await filed(bytes)).toMatchObject({ kind: 'image', contents: EXPECTED })
  })

  test.each([
    ['a layer was swapped', saved([tar([{ name: 'evil' }]), layers[1]!]), 'is not what its configuration says'],
    ['a part was swapped', layout(true), 'not what its digest says'],
    ['a manifest is no JSON', unreadable(), 'is no JSON'],
    ['a part is missing', unreadable(false), 'a part of it is missing: sha256:'],
    ['there is a bundle as well', also('manifest.json', '{"manifest_version":"0.3","server":{}}'), 'at once'],
    ['both forms name other layers', both(layersOf(imageOf()).slice(1)), 'two lists of its layers differ'],
    ['the older form cannot be read', also('manifest.json', '[{"Layers":[]}] x'), 'two lists of its layers differ'],
    ['the older form names layers twice', saved(layers, { layers: [] }), 'in another spelling'],
    ['there is a wheel as well', also('a-1.dist-info/METADATA', ''), 'at once'],
    ['there is a package as well', also('package.json', '{}'), 'at once'],
  ])('in which %s is refused', async (_, bytes, why) => {
    await expect(filed(bytes)).rejects.toMatchObject({ code: 'package-refused', message: expect.stringContaining(why) })
  })
})
