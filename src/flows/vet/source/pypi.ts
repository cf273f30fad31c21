// A package of a Python index: the wheel that would be installed, or its sources where there is no wheel, and its whole tree.
import { join } from 'node:path'
import { Failure } from '../../../core/model/failure.ts'
import type { FetchedTree, RegistryFacts } from '../../../core/model/fetched.ts'
import type { ProvenanceFact } from '../../../core/model/provenance.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { chooseFile, type IndexFile, readIndexHtml, readIndexJson, versionOf } from '../../../core/source/index-page.ts'
import { earliest } from '../../../core/source/packument.ts'
import { matchesClaimed } from '../../../core/provenance/repository.ts'
import { pypiAttestations } from '../../../io/provenance/attestations.ts'
import { recordedTrust } from '../../../io/provenance/sigstore.ts'
import { fetchDocument, parseJson } from '../../../io/source/download/document.ts'
import { download } from '../../../io/source/download/download.ts'
import type { DownloadWorld } from '../../../io/source/download/world.ts'
import { entryPath } from '../../../io/source/entry.ts'
import { installWheels, type PythonPackage, stage } from '../../../io/source/python/pip.ts'
import { claimsIn } from '../../../io/source/python/metadata.ts'
import { plainName } from '../../../io/source/python/wheels.ts'
import { withStaging } from '../../../io/source/staging.ts'
import type { VetTarget } from '../../../io/source/vet-target.ts'
import { pipHere } from '../../resolve/installers.ts'
import { attestedBy } from './attested.ts'
import { pythonTree } from './installed.ts'
import { layOut } from './unpacked.ts'
import { type FetchWorld, originsOf, strangersOnly, type Work } from './world.ts'

type PypiVet = Extract<VetTarget, { kind: 'pypi' }>

export async function fetchPypi<Answer>(
  { package: wanted }: PypiVet,
  world: FetchWorld,
  work: Work<Answer>,
): Promise<Answer> {
  const { store, progress } = world
  const pip = await pipHere(world, wanted.python)
  const { indexes, reach } = await withStaging(store, pip.owner, async (folder) => {
    const staged = await stage(folder, wanted, pip)
    const usual = strangersOnly(world)
    const certificates = Object.values(staged.config.files).map((bytes) => bytes.toString('latin1'))
    const own = originsOf([...staged.indexes, ...staged.fileHosts])
    return {
      indexes: staged.indexes,
      reach: {
        ...usual,
        own,
        authorize: passwordsOf(staged.indexes),
        certificates: [...usual.certificates, ...certificates],
      },
    }
  })
  const shown = quote(untrusted(`${wanted.name}${wanted.spec}`), 230)
  progress(`asking the index for ${shown}`)
  const files = await filesOf(wanted.name, indexes, reach)
  const installed = await installWheels(wanted, pip).catch((cause: unknown) => {
    if (cause instanceof Failure) return cause
    throw cause
  })
  const version = installed instanceof Failure ? wanted.spec.replace(/^==/, '') : installed.version
  const taken =
    installed instanceof Failure ? undefined : installed.wheels.find(({ name }) => name === plainName(wanted.name))
  const chosen = chooseFile(files, wanted.name, version, taken)
  if (chosen === null) throw new Failure('target-unknown', `the index has no file of ${shown} that is read here`)
  return await withStaging(store, null, async (staging) => {
    const { file, url } = chosen
    const archive = join(staging, 'package')
    const { sha256 } = await download(url, archive, reach)
    if (sha256 !== `sha256:${chosen.sha256}`) {
      throw new Failure(
        'provenance-refused',
        `${quote(untrusted(file), 250)} is refused: its bytes are not those that the index promised`,
      )
    }
    const { kind, version } = versionOf(file, wanted.name)!
    const laid = await layOut({ archive, called: file }, staging, kind === 'sdist')
    const attested = await attestedBy(chosen.provenance, reach, (document) =>
      pypiAttestations(document, file, chosen.sha256, recordedTrust()),
    )
    const registry = await factsOf(files, chosen, laid.folder, kind)
    const promised: ProvenanceFact = {
      kind: 'integrity',
      state: 'holds',
      words: 'Its bytes are those that the index promised.',
    }
    const isSource = kind === 'sdist'
    return await work({
      ...laid,
      kind: 'pypi',
      name: plainName(wanted.name),
      version,
      digest: sha256,
      tree: installed instanceof Failure ? null : treeOf(installed, taken?.digest === sha256),
      registry,
      provenance: {
        facts: [promised, ...attested.facts],
        builds: attested.builds,
        repositoryMatches: matchesClaimed(attested.builds, registry.repository),
      },
      looked: [
        `${isSource ? 'the source archive' : 'the wheel'} ${quote(untrusted(file), 250)}, whose bytes the index promised`,
      ],
      notLooked: [
        ...laid.notLooked,
        ...(installed instanceof Failure ? [`Its dependencies: ${installed.message}.`] : []),
        ...(isSource ? ['What building it from source would make: that runs its code.'] : []),
      ],
    })
  })
}

const FORMS = 'application/vnd.pypi.simple.v1+json, text/html;q=0.2, application/vnd.pypi.simple.v1+html;q=0.3'

/** The first index that has the package counts, as for `uv`: one of the same name elsewhere is another package. */
async function filesOf(name: string, indexes: readonly string[], reach: DownloadWorld): Promise<readonly IndexFile[]> {
  for (const index of indexes) {
    const bare = new URL(index)
    bare.username = ''
    bare.password = ''
    const address = `${bare.href.replace(/\/+$/, '')}/${plainName(name)}/`
    const page = await fetchDocument(address, FORMS, reach)
    if (page === null) continue
    const found = page.type.endsWith('json')
      ? readIndexJson(parseJson(page), page.url.href)
      : readIndexHtml(page.bytes.toString('utf8'), page.url.href)
    if (found !== null) return found
  }
  throw new Failure('target-unknown', `the index does not have ${quote(untrusted(name), 200)}`, {
    fix: 'Check the name and the version.',
  })
}

/** An index may be configured with a password in its address, for its own host. */
function passwordsOf(indexes: readonly string[]): (url: URL) => string | null {
  const own = indexes.map((index) => new URL(index)).filter(({ username }) => username !== '')
  return ({ origin }) => {
    const found = own.find((one) => one.origin === origin)
    if (found === undefined) return null
    const words = `${decodeURIComponent(found.username)}:${decodeURIComponent(found.password)}`
    return `Basic ${Buffer.from(words).toString('base64')}`
  }
}

const treeOf = ({ place, wheels }: PythonPackage, isInIt: boolean): FetchedTree =>
  pythonTree(entryPath(place), isInIt ? place.key : null, wheels)

async function factsOf(
  files: readonly IndexFile[],
  chosen: IndexFile,
  folder: string,
  kind: 'wheel' | 'sdist',
): Promise<RegistryFacts> {
  return {
    publishedAt: chosen.publishedAt,
    firstPublishedAt: earliest(files.map(({ publishedAt }) => publishedAt)),
    versions: null,
    maintainers: [],
    deprecated: chosen.yanked ? 'The index has withdrawn it.' : null,
    ...(await claimsIn(folder, kind)),
  }
}
