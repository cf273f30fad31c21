// An archive that lies here or at an address: a package, a bundle or a release, told by what it holds.
import { readdir, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Failure } from '../../../core/model/failure.ts'
import type { Digest } from '../../../core/model/artifact.ts'
import type { Fetched } from '../../../core/model/fetched.ts'
import { isObject, type Json, type JsonObject } from '../../../core/model/json.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { readBounded } from '../../../io/file/read.ts'
import { download } from '../../../io/source/download/download.ts'
import { withStaging } from '../../../io/source/staging.ts'
import { readOne } from '../../../io/source/tree.ts'
import { readBundleSignature } from '../../../io/provenance/bundle-signature.ts'
import { readLocalImage } from '../../../io/source/oci/local.ts'
import { flatten } from './image.ts'
import { layOut } from './unpacked.ts'
import { type FetchWorld, provenanceOf, strangersOnly, type Work } from './world.ts'

export async function fetchUrl<Answer>(url: string, world: FetchWorld, work: Work<Answer>): Promise<Answer> {
  return await withStaging(world.store, null, async (staging) => {
    const archive = join(staging, 'download')
    const shown = quote(untrusted(url), 300)
    world.progress(`fetching ${shown}`)
    const { sha256 } = await download(url, archive, strangersOnly(world))
    const from = `what ${shown} holds now`
    return await fromFile(
      { archive, name: basename(new URL(url).pathname), from, digestOf: () => sha256 },
      staging,
      world,
      work,
    )
  })
}

export async function fetchFile<Answer>(path: string, world: FetchWorld, work: Work<Answer>): Promise<Answer> {
  const archive = await realpath(path)
  return await withStaging(world.store, null, async (staging) => {
    const from = `the archive ${quote(untrusted(path), 300)}`
    return await fromFile(
      { archive, name: basename(path), from, digestOf: () => readOne(archive).digest },
      staging,
      world,
      work,
    )
  })
}

type Archive = {
  readonly archive: string
  readonly name: string
  readonly from: string
  readonly digestOf: () => Digest
}

async function fromFile<Answer>(
  { archive, name, from, digestOf }: Archive,
  staging: string,
  world: FetchWorld,
  work: Work<Answer>,
): Promise<Answer> {
  const signed = await readBundleSignature(archive)
  const laid = await layOut({ archive, called: name, ...(signed !== null && { end: signed.end }) }, staging)
  const image = await readLocalImage(laid.folder, name)
  const { isPackage, kind, ...called } = await whatItIs(laid.folder, name)
  if (image !== null) {
    // Looked at as one, it would be run as the other.
    if (isPackage)
      throw new Failure(
        'package-refused',
        `${quote(untrusted(name), 300)} is refused: it is an image and a package at once`,
      )
    world.progress(`laying ${image.layers.length} layers over one another`)
    const held = {
      kind: 'integrity',
      state: 'holds',
      words: 'Each part of the image is what its digest says.',
    } as const
    const flat = await flatten({ ...image, called: name, name, version: null, facts: [held] }, staging)
    return await work({ ...flat, looked: [from, `${image.layers.length} layers, each by its digest`] })
  }
  const facts = signed !== null ? [signed.fact] : kind === 'mcpb' ? [UNSIGNED] : []
  return await work({
    ...laid,
    ...called,
    kind,
    digest: digestOf(),
    tree: null,
    registry: null,
    provenance: provenanceOf(facts),
    looked: [from],
    notLooked: [...laid.notLooked, ...(kind === 'mcpb' ? [] : ['Its dependencies: they are not in the archive.'])],
  })
}

const PYTHON = ['pyproject.toml', 'setup.py', 'setup.cfg', 'PKG-INFO']
const UNSIGNED = { kind: 'own-signature', state: 'absent', words: 'The bundle is not signed.' } as const

type Described = Pick<Fetched, 'kind' | 'name' | 'version'> & { readonly isPackage: boolean }

async function whatItIs(folder: string, name: string): Promise<Described> {
  const names = await readdir(folder)
  const textIn = (json: JsonObject | null, key: string): string | null => {
    const value = json?.[key]
    return typeof value === 'string' ? value : null
  }
  const described = async (file: string, kind: Fetched['kind']) => {
    const json = await jsonIn(join(folder, file))
    return { kind, name: textIn(json, 'name') ?? name, version: textIn(json, 'version'), isPackage: true }
  }
  if (names.includes('manifest.json') && /\.(mcpb|dxt)$/i.test(name)) return await described('manifest.json', 'mcpb')
  const manifest = names.includes('manifest.json') ? await jsonIn(join(folder, 'manifest.json')) : null
  if (
    isObject(manifest?.['server']) &&
    (manifest?.['mcpb_version'] ?? manifest?.['dxt_version'] ?? manifest?.['manifest_version']) !== undefined
  ) {
    return await described('manifest.json', 'mcpb')
  }
  if (names.includes('package.json')) return await described('package.json', 'archive')
  const isPackage = names.some((one) => PYTHON.includes(one) || one.endsWith('.dist-info'))
  return { kind: 'archive', name, version: null, isPackage }
}

async function jsonIn(path: string): Promise<JsonObject | null> {
  const bytes = await readBounded(path, { code: 'package-refused' })
  try {
    const json = JSON.parse(bytes?.toString('utf8') ?? '') as Json
    return isObject(json) ? json : null
  } catch {
    return null
  }
}
