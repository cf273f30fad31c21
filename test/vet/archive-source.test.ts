// Bundles, releases and lists: signed, swapped, hostile, and at addresses that are not asked.
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { VetMaterial } from '../../src/core/model/vetting.ts'
import { withMaterial } from '../../src/flows/vet/material.ts'
import { certificateFor } from '../egress/certificate.ts'
import { tar, zip } from '../samples/archives.ts'
import { pack } from '../store/registry.ts'
import { makePlace, type Place } from '../store/world.ts'

const { key, cert } = certificateFor(['files.test'])
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

type Seen = VetMaterial & { readonly text: string | null }

async function vetted(word: string, file = 'server/index.js'): Promise<Seen> {
  const state = join(place.folder, 'state')
  const paths = { config: state, state, store: place.store }
  const reach = { resolve: async () => ['127.0.0.1'], whyNot: () => null, certificates: [cert] }
  const world = { cwd: place.folder, env: {}, paths, sandboxUid: 65_534, progress: () => undefined, reach }
  return await withMaterial(word, world, async (material) => {
    const path = join(material.folder, file)
    return { ...material, text: existsSync(path) ? readFileSync(path, 'utf8') : null }
  })
}

const put = (name: string, bytes: Buffer | string): Promise<void> => writeFile(join(place.folder, name), bytes)

async function serve(files: Readonly<Record<string, Buffer>>): Promise<string> {
  server = createServer({ key, cert }, (request, response) => {
    const body = files[request.url ?? '']
    if (body === undefined) response.writeHead(404).end()
    else response.end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `https://files.test:${(server.address() as AddressInfo).port}`
}

const BUNDLE = zip([
  {
    name: 'manifest.json',
    body: JSON.stringify({ manifest_version: '0.3', name: 'a-server', version: '1.0.0', server: {} }),
  },
  { name: 'server/index.js', body: 'console.log(1)\n' },
])
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** A detached CMS signature by a key of the test, as `mcpb sign` makes it. */
function signed(bundle: Buffer, { of = bundle, by }: { of?: Buffer; by?: KeyObject } = {}): Buffer {
  const tlv = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
    const body = Buffer.concat(parts)
    const { length } = body
    const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
    return Buffer.concat([Buffer.from([tag, ...size]), body])
  }
  const oid = (hex: string): Buffer => tlv(6, Buffer.from(hex, 'hex'))
  const der = Buffer.from(cert.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  const [signedData, data, digest] = ['2a864886f70d010702', '2a864886f70d010701', '2a864886f70d010904'].map(oid) as [
    Buffer,
    Buffer,
    Buffer,
  ]
  const type = oid('2a864886f70d010903')
  const sha256 = tlv(0x30, oid('608648016503040201'))
  const content = createHash('sha256').update(of).digest()
  const attributes = Buffer.concat([tlv(0x30, type, tlv(0x31, data)), tlv(0x30, digest, tlv(0x31, tlv(4, content)))])
  const signature = sign('sha256', tlv(0x31, attributes), by ?? key)
  const issuer = tlv(0x30, tlv(0x31, tlv(0x30, oid('550403'), tlv(0x0c, Buffer.from('test')))))
  const who = tlv(0x30, issuer, tlv(2, Buffer.from([1])))
  const signer = tlv(
    0x30,
    tlv(2, Buffer.from([1])),
    who,
    sha256,
    tlv(0xa0, attributes),
    tlv(0x30, oid('2a8648ce3d040302')),
    tlv(4, signature),
  )
  const body = tlv(
    0x30,
    tlv(2, Buffer.from([1])),
    tlv(0x31, sha256),
    tlv(0x30, data),
    tlv(0xa0, der),
    tlv(0x31, signer),
  )
  const cms = tlv(0x30, signedData, tlv(0xa0, body))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(cms.length)
  return Buffer.concat([bundle, Buffer.from('MCPB_SIG_V1'), length, cms, Buffer.from('MCPB_SIG_END')])
}

const signatureOf = ({ fetched }: VetMaterial) => fetched!.provenance.facts.find(({ kind }) => kind === 'own-signature')

describe('a bundle', () => {
  test('without a signature is known by its manifest', async () => {
    await put('a.mcpb', BUNDLE)
    const found = await vetted('a.mcpb')
    expect(found).toMatchObject({ place: 'MCP bundle', text: 'console.log(1)\n', digest: `sha256:${sha(BUNDLE)}` })
    expect(found.fetched).toMatchObject({ name: 'a-server', version: '1.0.0' })
    expect(signatureOf(found)).toMatchObject({ state: 'absent' })
  })

  test('with a signature is as its signer left it, and nobody says who that is', async () => {
    await put('a.mcpb', signed(BUNDLE))
    const found = await vetted('a.mcpb')
    expect(found.text).toBe('console.log(1)\n')
    expect(signatureOf(found)).toMatchObject({
      state: 'holds',
      words: expect.stringMatching(/sha256:[0-9a-f]{64}.*nobody was asked/),
    })
  })

  test('whose end record counts the signature as its comment holds as well', async () => {
    const bytes = signed(BUNDLE)
    bytes.writeUInt16LE(bytes.length - BUNDLE.length, BUNDLE.length - 2)
    await put('a.mcpb', bytes)
    expect(signatureOf(await vetted('a.mcpb'))).toMatchObject({ state: 'holds' })
  })

  test.each([
    ['of other bytes', signed(BUNDLE, { of: Buffer.from('other') }), 'of other bytes'],
    [
      'by another key',
      signed(BUNDLE, { by: generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey }),
      'does not hold',
    ],
    [
      'that is cut',
      Buffer.concat([BUNDLE, Buffer.from('MCPB_SIG_V1\x10\0\0\0xxMCPB_SIG_END', 'latin1')]),
      'is damaged',
    ],
    ['before which there is nothing', signed(Buffer.alloc(0)), 'damaged'],
    ['before which there is one byte', signed(Buffer.from('P')), 'damaged'],
    ['that is none', Buffer.concat([BUNDLE, Buffer.from('MCPB_SIG_V1\x02\0\0\0xxMCPB_SIG_END', 'latin1')]), 'damaged'],
  ])('with a signature %s does not hold', async (_, bytes, words) => {
    await put('a.mcpb', bytes)
    const found = await vetted('a.mcpb').catch((failure: Error) => failure)
    if (found instanceof Error) expect(found.message).toMatch(/lies behind its end|is no ZIP/)
    else expect(signatureOf(found)).toMatchObject({ state: 'fails', words: expect.stringContaining(words) })
  })
})

describe('an archive', () => {
  test('of a package lies in the one folder that it holds', async () => {
    await put(
      'server-1.0.0.tgz',
      pack({ 'package.json': '{"name":"server","version":"1.0.0"}', 'server/index.js': '1' }),
    )
    expect(await vetted('server-1.0.0.tgz')).toMatchObject({
      place: 'archive',
      text: '1',
      fetched: { name: 'server', version: '1.0.0' },
    })
  })

  test('that would write elsewhere is refused with its entry, and nothing is left', async () => {
    await put('evil.tar', tar([{ name: '../evil', body: '1' }]))
    await expect(vetted('evil.tar')).rejects.toMatchObject({
      code: 'package-refused',
      message: expect.stringContaining('"../evil"'),
    })
    expect(existsSync(join(place.store, 'evil'))).toBe(false)
  })

  test('at an address is fetched, and one that is not there is told', async () => {
    const url = await serve({ '/a.mcpb': BUNDLE })
    expect(await vetted(`${url}/a.mcpb`)).toMatchObject({ place: 'MCP bundle', text: 'console.log(1)\n' })
    await expect(vetted(`${url}/gone.mcpb`)).rejects.toMatchObject({ code: 'target-unknown' })
  })

  test('a folder lies where it is', async () => {
    await mkdir(join(place.folder, 'own', 'server'), { recursive: true })
    await put('own/server/index.js', '1')
    expect(await vetted('own')).toMatchObject({ place: 'folder', text: '1', fetched: null })
  })
})

describe('a server.json', () => {
  const listing = (more: object): string => JSON.stringify({ name: 'io.test/server', version: '1.0.0', ...more })

  test('has its package fetched, whose bytes it promises', async () => {
    const url = await serve({ '/a.mcpb': BUNDLE })
    const packages = [
      { registryType: 'mcpb', identifier: `${url}/a.mcpb`, fileSha256: sha(BUNDLE) },
      { registryType: 'nuget', identifier: 'x', version: '1' },
    ]
    await put('server.json', listing({ packages, remotes: [{ type: 'sse', url: 'https://mcp.test' }] }))
    const { fetched, text } = await vetted('server.json')
    expect(text).toBe('console.log(1)\n')
    expect(fetched!.provenance.facts[0]).toMatchObject({
      state: 'holds',
      words: expect.stringContaining('server.json promises'),
    })
    expect(fetched!.notLooked).toEqual([expect.stringContaining('nuget'), expect.stringContaining('https://mcp.test')])
  })

  test('with a byte order mark is read, and what it would be started with is told as not judged', async () => {
    const url = await serve({ '/a.mcpb': BUNDLE })
    const runtimeArguments = [{ type: 'named', name: '--require', value: './x.js' }]
    const one = { registryType: 'mcpb', identifier: `${url}/a.mcpb`, fileSha256: sha(BUNDLE), runtimeArguments }
    await put('server.json', `\uFEFF${listing({ packages: [one] })}`)
    expect((await vetted('server.json')).fetched!.notLooked).toEqual([
      'It would have clients start it with "--require ./x.js": nobody judged that.',
    ])
  })

  test.each(['{', '{"mcpServers":{}}'])('that is another document, %s, is told as such', async (text) => {
    await put('server.json', text)
    await expect(vetted('server.json')).rejects.toMatchObject({
      code: 'target-unknown',
      message: expect.stringContaining('is no server.json'),
    })
  })

  test('whose package is other bytes is refused', async () => {
    const url = await serve({ '/a.mcpb': BUNDLE })
    await put(
      'server.json',
      listing({ packages: [{ registryType: 'mcpb', identifier: `${url}/a.mcpb`, fileSha256: '0'.repeat(64) }] }),
    )
    await expect(vetted('server.json')).rejects.toMatchObject({ code: 'provenance-refused' })
  })

  test.each([
    [
      'a file of this machine',
      { packages: [{ registryType: 'mcpb', identifier: '/etc/passwd', fileSha256: '0'.repeat(64) }] },
      'is at no address',
    ],
    [
      'an address of http',
      { packages: [{ registryType: 'mcpb', identifier: 'http://files.test/a', fileSha256: '0'.repeat(64) }] },
      'only https is',
    ],
    ['only addresses of servers', { remotes: [{ type: 'sse', url: 'https://mcp.test' }] }, 'only servers at addresses'],
  ])('that names %s is refused', async (_, more, why) => {
    await put('server.json', listing(more))
    await expect(vetted('server.json')).rejects.toThrow(why)
  })
})
