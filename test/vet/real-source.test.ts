// Packages of the registry and the index that this machine is configured for.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { canonical } from '../../src/core/canon/digest.ts'
import type { Json } from '../../src/core/model/json.ts'
import { whyNotReached } from '../../src/core/source/address.ts'
import { differingMembers, readRelease } from '../../src/core/source/packument.ts'
import { readVetTarget } from '../../src/io/source/vet-target.ts'
import { fetchNpm } from '../../src/flows/vet/source/npm.ts'
import { fetchPypi } from '../../src/flows/vet/source/pypi.ts'
import { npmAttestations } from '../../src/io/provenance/attestations.ts'
import { recordedTrust } from '../../src/io/provenance/sigstore.ts'
import { resolveHere } from '../../src/io/egress/resolve.ts'
import { fetchJson } from '../../src/io/source/download/document.ts'
import { readNpmConfig } from '../../src/io/source/npm/config.ts'
import { downloadWorld } from '../samples/download-world.ts'
import { makePlace, type Place, worldOf } from '../store/world.ts'

let place: Place
beforeEach(async () => {
  place = await makePlace()
})
afterEach(() => place.dispose())

test('a small package of npm is fetched, and described by its registry as by itself', async () => {
  const target = readVetTarget('npm:left-pad@1.3.0')
  if (target.kind !== 'npm') throw new Error('not npm')
  const found = await fetchNpm(target, await worldOf(place, process.env), async (fetched) => ({
    ...fetched,
    code: await readFile(join(fetched.folder, 'index.js'), 'utf8'),
  }))
  expect(found).toMatchObject({ version: '1.3.0', tree: { packages: [{ name: 'left-pad' }] } })
  expect(found.code).toContain('leftPad')
  expect(found.provenance.facts.filter(({ state }) => state === 'fails')).toEqual([])
})

test('a small package of a Python index is fetched as the wheel that would be installed', async () => {
  const target = readVetTarget('pypi:rfc8785==0.1.2')
  if (target.kind !== 'pypi') throw new Error('not pypi')
  const found = await fetchPypi(target, await worldOf(place, process.env), async (fetched) => fetched)
  expect(found).toMatchObject({
    version: '0.1.2',
    digest: 'sha256:c4e92e9ecc828bef2aa7dba1de8ac983511f7532a0df11c770d39099a25cf201',
    registry: { repository: expect.stringContaining('trailofbits/rfc8785') },
  })
})

test('the recorded attestation of a package is of the very bytes that its registry promises today', async () => {
  const config = await readNpmConfig(place.folder, process.execPath, process.env)
  const registry = config.registryOf('sigstore')
  const world = downloadWorld([new URL(registry).origin], {
    resolve: resolveHere,
    whyNot: whyNotReached,
    certificates: config.certificates,
  })
  const read = readRelease(await fetchJson(`${registry}sigstore`, 'application/json', world), 'sigstore', '2.0.0')
  if (!read.ok) throw new Error(read.why)
  const bundle = JSON.parse(await readFile('test/samples/attestations/sigstore-2.0.0.provenance.json', 'utf8')) as Json
  const { facts } = npmAttestations({ attestations: [{ bundle }] }, read.release, recordedTrust())
  expect(facts).toMatchObject([{ state: 'holds', words: expect.stringContaining('sigstore-js') }])
  expect(differingMembers(read.release.manifest, read.release.manifest, canonical)).toEqual([])
})
