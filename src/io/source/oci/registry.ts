// Pulls an image from a registry without an engine: manifest, configuration and layers, each checked by its digest. Anonymous only:
// no credentials of this machine are used. https://github.com/opencontainers/distribution-spec/blob/main/spec.md
import { join } from 'node:path'
import type { Digest } from '../../../core/model/artifact.ts'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'
import { isObject } from '../../../core/model/json.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { type Blob, MANIFEST_TYPES, platformFor, readManifest, theOnly } from '../../../core/source/image-manifest.ts'
import type { ImageReference } from '../../../core/source/image-reference.ts'
import { sha256 } from '../../file/sha256.ts'
import { fetchDocument, fetchHead, fetchJson, parseJson } from '../download/document.ts'
import { download } from '../download/download.ts'
import type { DownloadWorld } from '../download/world.ts'

export type PulledImage = {
  /** Of the manifest that was asked for. */
  readonly digest: Digest
  /** Whether the person named the digest, and not only a tag. */
  readonly named: boolean
  readonly platform: string
  /** Files below `folder`, in order, lowest layer first. */
  readonly layers: readonly string[]
  /** The file of its configuration, and the digest of that. */
  readonly config: string
  readonly id: Digest
}

export const shownImage = ({ registry, repository, tag, digest }: ImageReference): string =>
  quote(
    untrusted(`${registry}/${repository}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`),
    300,
  )

export async function pullImage(reference: ImageReference, folder: string, world: DownloadWorld): Promise<PulledImage> {
  const { registry, repository, tag, digest } = reference
  const place = `https://${registry}/v2/${repository}`
  const shown = shownImage(reference)
  const token = await tokenFor(reference, world)
  const origin = new URL(place).origin
  const reach: DownloadWorld = {
    ...world,
    authorize: (url) => (token !== null && url.origin === origin ? `Bearer ${token}` : null),
  }
  const manifestAt = async (wanted: string, expected: string | null) => {
    const found = await fetchDocument(`${place}/manifests/${wanted}`, MANIFEST_TYPES, reach, 4 * 1024 ** 2)
    if (found === null) throw new Failure('target-unknown', `the registry does not have ${shown}`)
    const own: Digest = `sha256:${sha256(found.bytes)}`
    const promised = expected ?? found.digest
    if (promised !== null && promised !== own) throw swapped(shown, 'manifest')
    const read = readManifest(parseJson(found))
    if (!read.ok) throw new Failure('package-refused', `${shown} is refused: ${read.why}`)
    return { own, manifest: read.manifest }
  }
  const top = await manifestAt(digest ?? tag ?? 'latest', digest)
  const platform = platformFor(process.arch)
  const chosen =
    top.manifest.kind === 'image' ? null : theOnly(top.manifest.manifests.filter((one) => one.platform === platform))
  if (chosen === 'none') throw new Failure('target-unknown', `${shown} has no image for ${platform}`)
  if (chosen === 'several') {
    throw new Failure('package-refused', `${shown} is refused: it has several images for ${platform}`, {
      fix: 'Name the digest of the one that you mean.',
    })
  }
  const { manifest } = chosen === null ? top : await manifestAt(chosen.digest, chosen.digest)
  if (manifest.kind !== 'image')
    throw new Failure('package-refused', `${shown} is refused: its index lists another index`)
  const fetchBlob = async (blob: Blob, name: string): Promise<string> => {
    const path = join(folder, name)
    const found = await download(
      `${place}/blobs/${blob.digest}`,
      path,
      reach,
      {},
      Math.min(blob.size, bound('image-bytes')),
    )
    if (found.sha256 !== blob.digest || found.bytes !== blob.size) throw swapped(shown, name)
    return path
  }
  const layers: string[] = []
  for (const [at, layer] of manifest.layers.entries()) {
    world.progress(`fetching layer ${at + 1} of ${manifest.layers.length} (${Math.ceil(layer.size / 1024)} KB)`)
    layers.push(await fetchBlob(layer, `layer-${at}`))
  }
  const config = await fetchBlob(manifest.config, 'config')
  return { digest: top.own, named: digest !== null, platform, layers, config, id: manifest.config.digest }
}

const swapped = (shown: string, what: string): Failure =>
  new Failure(
    'provenance-refused',
    `${shown} is refused: the bytes of its ${what} have another digest than was promised`,
  )

/** Registries hand a token to anybody who asks where they say. Null: this one wants none. */
async function tokenFor({ registry, repository }: ImageReference, world: DownloadWorld): Promise<string | null> {
  const { statusCode, headers } = await fetchHead(`https://${registry}/v2/`, world)
  if (statusCode !== 401) return null
  const said = headers['www-authenticate'] ?? ''
  const field = (name: string): string | null =>
    new RegExp(`(?:^|[\\s,])${name}="([^"]{1,500})"`, 'i').exec(said)?.[1] ?? null
  const realm = /^Bearer\s/i.test(said) ? field('realm') : null
  const address = realm === null ? null : URL.parse(realm)
  if (address === null)
    throw new Failure(
      'download-refused',
      `the registry ${quote(untrusted(registry))} gives its images to nobody without a password`,
    )
  const service = field('service')
  if (service !== null) address.searchParams.set('service', service)
  address.searchParams.set('scope', `repository:${repository}:pull`)
  const json = await fetchJson(address.href, 'application/json', world)
  const token = isObject(json ?? undefined)
    ? ((json as Record<string, unknown>)['token'] ?? (json as Record<string, unknown>)['access_token'])
    : null
  return typeof token === 'string' && /^[\x21-\x7e]{1,16384}$/.test(token) ? token : null
}
