// Packages to be vetted, from a registry on loopback that hands out what it promised, and from one that does not.
import { generateKeyPairSync, sign } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Failure } from '../../src/core/model/failure.ts'
import type { Fetched } from '../../src/core/model/fetched.ts'
import { factLines } from '../../src/core/source/fact-lines.ts'
import { provenanceFindings } from '../../src/core/provenance/findings.ts'
import { fetchNpm } from '../../src/flows/vet/source/npm.ts'
import { tar } from '../samples/archives.ts'
import { integrityOf, pack, type Published, type Registry, startRegistry } from '../store/registry.ts'
import { makePlace, type Place, worldOf } from '../store/world.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const KEYS = '/-/npm/v1/keys'
const keys = (expires: string | null = null) => ({
  keys: [
    {
      keyid: 'SHA256:test',
      key: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
      keytype: 'ecdsa-sha2-nistp256',
      expires,
    },
  ],
})
const signed = (text: string) => ({
  keyid: 'SHA256:test',
  sig: sign('sha256', Buffer.from(text), privateKey).toString('base64'),
})
const manifest = { name: 'server', version: '1.2.3', bin: 'cli.js', repository: 'github:owner/server' }
const files = { 'cli.js': '#!/usr/bin/env node\n' }
const server = (more: Partial<Published> = {}): Published => ({ manifest, files, ...more })
const signedServer = (more: Partial<Published> = {}): Published =>
  server({ dist: (_, integrity) => ({ signatures: [signed(`server@1.2.3:${integrity}`)] }), ...more })

let place: Place
let registry: Registry | undefined
beforeEach(async () => {
  place = await makePlace()
})
afterEach(async () => {
  await registry?.close()
  registry = undefined
  await place.dispose()
})

type Seen = Fetched & { readonly code: string }

async function fetched(
  published: readonly Published[],
  documents: Record<string, unknown> = {},
  wanted = '1.2.3',
): Promise<Seen> {
  registry = await startRegistry(published, undefined, undefined, documents)
  await writeFile(join(place.folder, '.npmrc'), `registry=${registry.url}\nfetch-retries=0\n`)
  const world = await worldOf(place, { HOME: place.folder, PATH: process.env['PATH'] })
  return await fetchNpm({ kind: 'npm', name: 'server', wanted }, world, async (found) => ({
    ...found,
    code: await readFile(join(found.folder, 'cli.js'), 'utf8'),
  }))
}

const refusal = (published: readonly Published[], documents: Record<string, unknown> = {}): Promise<Failure> =>
  fetched(published, documents).then(
    () => expect.unreachable('it was fetched'),
    (failure: Failure) => failure,
  )
const statesOf = ({ provenance }: Fetched): string[] => provenance.facts.map(({ kind, state }) => `${kind} ${state}`)

describe('an honest package', () => {
  test('is there with its files, its tree and what its registry says, and is gone afterwards', async () => {
    const leaf: Published = { manifest: { name: 'leaf', version: '1.0.0', scripts: { install: 'node evil.js' } } }
    const found = await fetched(
      [server({ manifest: { ...manifest, dependencies: { leaf: '1.0.0' } } }), leaf],
      {},
      'latest',
    )
    expect(found).toMatchObject({ kind: 'npm', version: '1.2.3', files: 2, code: files['cli.js'] })
    expect(found.tree).toMatchObject({ installScripts: ['leaf@1.0.0'] })
    expect(found.tree!.packages.map(({ name, version }) => `${name}@${version}`)).toEqual([
      'leaf@1.0.0',
      'server@1.2.3',
    ])
    expect(found.registry).toMatchObject({ repository: 'github:owner/server', publishedAt: new Date('2025-06-01') })
    expect(factLines(found)).toContain(
      'This version was published on 2025-06-01, its first one on 2025-06-01, of 1 version.',
    )
    expect(existsSync(found.folder)).toBe(false)
  })

  test('without anybody who vouches for it is no failure', async () => {
    const found = await fetched([server()])
    expect(statesOf(found)).toEqual(['integrity holds', 'registry-signature absent', 'attestation absent'])
    expect(provenanceFindings(found)).toEqual([])
  })

  test('is vouched for by its registry', async () => {
    expect(statesOf(await fetched([signedServer()], { [KEYS]: keys() }))).toContain('registry-signature holds')
  })
})

describe('a package is refused', () => {
  test('whose tarball was tampered with', async () => {
    const failure = await refusal([
      signedServer({ tarball: pack({ 'package.json': JSON.stringify(manifest), 'cli.js': 'evil()' }) }),
    ])
    expect(failure).toMatchObject({
      code: 'provenance-refused',
      message: expect.stringContaining('not those that the registry promised'),
    })
  })

  test('whose registry gives no digest', async () => {
    const failure = await refusal([server({ dist: { integrity: undefined } })])
    expect(failure).toMatchObject({ code: 'target-unknown', message: expect.stringContaining('no sha512 integrity') })
  })

  test('whose tarball lies where a stranger is not asked', async () => {
    const failure = await refusal([server({ dist: { tarball: 'http://127.0.0.2:9/server.tgz' } })])
    expect(failure).toMatchObject({ code: 'download-refused', message: expect.stringContaining('it is not https') })
  })

  test('that the registry calls otherwise', async () => {
    const failure = await refusal([server({ promised: { version: '9.9.9' } })])
    expect(failure).toMatchObject({ code: 'target-unknown', message: expect.stringContaining('names it otherwise') })
  })
})

describe('a package is critical', () => {
  test.each<[string, readonly Published[], Record<string, unknown>, string]>([
    [
      'when tarball and digest were swapped together, and the signature was not',
      [
        server({
          files: { 'cli.js': 'evil()' },
          dist: () => ({ signatures: [signed('server@1.2.3:sha512-of-the-honest-one')] }),
        }),
      ],
      { [KEYS]: keys() },
      'not of this name, version and integrity',
    ],
    ['when its key had expired', [signedServer()], { [KEYS]: keys('2025-01-01T00:00:00.000Z') }, 'had expired'],
    ['when nobody knows its key', [signedServer()], {}, 'nobody here knows'],
    [
      'when its attestation is of another package',
      [server({ dist: (url) => ({ attestations: { url: `${url}-/npm/v1/attestations/server@1.2.3` } }) })],
      { '/-/npm/v1/attestations/server@1.2.3': { attestations: [{ bundle: 'recorded' }] } },
      'it is about another package',
    ],
    [
      'when its attestations are announced and not there',
      [server({ dist: (url) => ({ attestations: { url: `${url}-/gone` } }) })],
      {},
      'the registry does not have them',
    ],
  ])('%s', async (_, published, documents, words) => {
    const bundle = JSON.parse(
      await readFile('test/samples/attestations/sigstore-2.0.0.provenance.json', 'utf8'),
    ) as unknown
    const ready = JSON.parse(JSON.stringify(documents), (_key, value: unknown) =>
      value === 'recorded' ? bundle : value,
    ) as typeof documents
    const found = await fetched(published, ready)
    expect(provenanceFindings(found)).toMatchObject([
      { rule: 'provenance-fails', severity: 'critical', evidence: { note: expect.stringContaining(words) } },
    ])
  })
})

test('metadata that was altered is a finding', async () => {
  const found = await fetched([
    server({ promised: { scripts: { postinstall: 'node harmless.js' }, dependencies: {} } }),
  ])
  expect(provenanceFindings(found)).toMatchObject([
    { rule: 'manifest-differs', evidence: { note: expect.stringContaining('differ in scripts') } },
  ])
})

test.each([
  ['is no JSON', 'package/package.json', 'no JSON'],
  ['lies where only npm looks for it', 'other/package.json', JSON.stringify(manifest)],
])('a package.json that %s is a finding', async (_, name, body) => {
  const tarball = gzipSync(
    tar([
      { name: name.startsWith('other') ? 'cli.js' : 'package/cli.js', body: files['cli.js'] },
      { name, body },
    ]),
  )
  const found = await fetched([server({ tarball, dist: { integrity: integrityOf(tarball) } })])
  expect(provenanceFindings(found)).toMatchObject([
    { rule: 'manifest-differs', evidence: { note: expect.stringContaining('no package.json') } },
  ])
})
