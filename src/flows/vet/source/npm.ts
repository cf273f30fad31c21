// A package of an npm registry: its tarball against what the registry promised and signed, and the tree that it would run with.
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { canonical } from '../../../core/canon/digest.ts'
import { Failure } from '../../../core/model/failure.ts'
import type { FetchedTree } from '../../../core/model/fetched.ts'
import { isObject, type Json, type JsonObject } from '../../../core/model/json.ts'
import type { ProvenanceFact } from '../../../core/model/provenance.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { matchesClaimed } from '../../../core/provenance/repository.ts'
import { differingMembers, type NpmRelease, readRelease } from '../../../core/source/packument.ts'
import { readBounded } from '../../../io/file/read.ts'
import { npmAttestations } from '../../../io/provenance/attestations.ts'
import { checkSignatures, readRegistryKeys } from '../../../io/provenance/npm-signature.ts'
import { recordedTrust } from '../../../io/provenance/sigstore.ts'
import { recordedKeys } from '../../../io/provenance/trust-root.ts'
import { fetchJson } from '../../../io/source/download/document.ts'
import { download } from '../../../io/source/download/download.ts'
import type { DownloadWorld } from '../../../io/source/download/world.ts'
import { entryPath } from '../../../io/source/entry.ts'
import { authorizeBy } from '../../../io/source/npm/authorize.ts'
import { readNpmConfig } from '../../../io/source/npm/config.ts'
import { installPackage } from '../../../io/source/npm/npm.ts'
import { withStaging } from '../../../io/source/staging.ts'
import type { VetTarget } from '../../../io/source/vet-target.ts'
import { npmHere } from '../../resolve/installers.ts'
import { attestedBy } from './attested.ts'
import { npmTree } from './installed.ts'
import { layOut } from './unpacked.ts'
import { type FetchWorld, originsOf, strangersOnly, type Work } from './world.ts'

type NpmVet = Extract<VetTarget, { kind: 'npm' }>

export async function fetchNpm<Answer>(
  { name, wanted }: NpmVet,
  world: FetchWorld,
  work: Work<Answer>,
): Promise<Answer> {
  const node = await realpath(process.execPath)
  return await withStaging(world.store, null, async (staging) => {
    const config = await readNpmConfig(staging, node, world.env)
    const registry = config.registryOf(name)
    const usual = strangersOnly(world)
    const reach: DownloadWorld = {
      ...usual,
      own: originsOf([registry]),
      authorize: authorizeBy(config.credentials),
      certificates: [...usual.certificates, ...config.certificates],
    }
    const shown = quote(untrusted(`${name}@${wanted}`), 230)
    world.progress(`asking the registry for ${shown}`)
    const release = await releaseOf(registry, name, wanted, reach)
    const archive = join(staging, 'package.tgz')
    const { sha256, sha512 } = await download(release.tarball, archive, reach)
    if (`sha512-${sha512}` !== release.integrity) {
      throw new Failure('provenance-refused', `${shown} is refused: its bytes are not those that the registry promised`)
    }
    const laid = await layOut({ archive, called: `${name}@${release.version}` }, staging)
    const { tree, why } = await treeOf(release, world)
    const { facts, builds } = await vouchedFor(release, registry, laid.folder, reach)
    return await work({
      ...laid,
      kind: 'npm',
      name,
      version: release.version,
      digest: sha256,
      tree,
      registry: release.facts,
      provenance: { facts, builds, repositoryMatches: matchesClaimed(builds, release.facts.repository) },
      looked: [
        `the tarball of ${quote(untrusted(`${name}@${release.version}`), 230)}, whose bytes the registry promised`,
      ],
      notLooked: why === null ? laid.notLooked : [...laid.notLooked, why],
    })
  })
}

const ACCEPT = 'application/json'

async function releaseOf(registry: string, name: string, wanted: string, reach: DownloadWorld): Promise<NpmRelease> {
  const document = await fetchJson(`${registry}${name.replace('/', '%2f')}`, ACCEPT, reach)
  const read =
    document === null
      ? { ok: false as const, why: 'the registry does not have it' }
      : readRelease(document, name, wanted)
  if (read.ok) return read.release
  throw new Failure('target-unknown', `${quote(untrusted(`${name}@${wanted}`), 230)}: ${read.why}`, {
    fix: 'Check the name and the version.',
  })
}

/** What would run: this version with all it depends on, installed confined and with scripts off. */
async function treeOf(
  release: NpmRelease,
  world: FetchWorld,
): Promise<{ tree: FetchedTree | null; why: string | null }> {
  const { name, version } = release
  try {
    const found = await installPackage({ name, spec: version }, await npmHere(world))
    const top = found.packages.find(({ path }) => path === `node_modules/${name}`)
    if (top?.integrity !== release.integrity) {
      throw new Failure(
        'provenance-refused',
        `${quote(untrusted(name), 230)} is refused: the registry promised other bytes when it was installed`,
      )
    }
    return { tree: npmTree(entryPath(found.place), found.place.key, found), why: null }
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code === 'provenance-refused') throw cause
    return { tree: null, why: `Its dependencies: ${cause.message}.` }
  }
}

async function vouchedFor(release: NpmRelease, registry: string, folder: string, reach: DownloadWorld) {
  const promised: ProvenanceFact = {
    kind: 'integrity',
    state: 'holds',
    words: 'Its bytes are those that the registry promised.',
  }
  const own = await ownManifest(folder)
  const differing = own === null ? [] : differingMembers(release.manifest, own, canonical)
  const why =
    own === null
      ? 'It has no package.json that can be read, and its registry shows one.'
      : differing.length === 0
        ? null
        : `Its package.json and what the registry shows of it differ in ${differing.join(', ')}.`
  const said: ProvenanceFact[] = why === null ? [] : [{ kind: 'integrity', state: 'fails', words: why }]
  const keys = release.signatures.length === 0 ? [] : await fetchJson(`${registry}-/npm/v1/keys`, ACCEPT, reach)
  const signature = checkSignatures(release, [...recordedKeys(), ...readRegistryKeys(keys)])
  const attested = await attestedBy(release.attestations, reach, (document) =>
    npmAttestations(document, release, recordedTrust()),
  )
  return { facts: [promised, ...said, signature, ...attested.facts], builds: attested.builds }
}

async function ownManifest(folder: string): Promise<JsonObject | null> {
  const bytes = await readBounded(join(folder, 'package.json'), { code: 'package-refused' })
  try {
    const json = JSON.parse(bytes?.toString('utf8').replace(/^\uFEFF/, '') ?? '') as Json
    return isObject(json) ? json : null
  } catch {
    return null
  }
}
