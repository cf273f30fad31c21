// Manifests of container images, in both dialects: which layers make up an image, and which image of an index is for a machine.
// https://github.com/opencontainers/image-spec/blob/main/manifest.md
import { bound } from '../model/bounds.ts'
import { isCount } from '../model/count.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'

export type Blob = { readonly digest: string; readonly size: number }
export type ImageManifest =
  | { readonly kind: 'image'; readonly config: Blob; readonly layers: readonly Blob[] }
  | { readonly kind: 'index'; readonly manifests: readonly (Blob & { readonly platform: string })[] }

export type ReadManifest =
  | { readonly ok: true; readonly manifest: ImageManifest }
  | { readonly ok: false; readonly why: string }

const DIGEST = /^sha256:[0-9a-f]{64}$/
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

export function readManifest(json: Json): ReadManifest {
  const no = (why: string): ReadManifest => ({ ok: false, why })
  if (!isObject(json) || json['schemaVersion'] !== 2) return no('its manifest is of a form that is not read')
  if (isMisspelt(json)) return no('its manifest has a member in another spelling, which engines take for the same')
  // One that is both would be two images for two readers (CVE-2021-41190).
  if (Array.isArray(json['manifests']) && (json['layers'] !== undefined || json['config'] !== undefined)) {
    return no('its manifest is an image and an index at once')
  }
  if (Array.isArray(json['manifests'])) return readIndex(json['manifests'] as readonly Json[], no)
  const config = readBlob(json['config'])
  const layers = Array.isArray(json['layers']) ? (json['layers'] as Json[]).map(readBlob) : [null]
  if (config === null || layers.some((layer) => layer === null))
    return no('its manifest names a part without digest and size')
  if (layers.length > bound('image-layers')) return no(`it has ${layers.length} layers`)
  const whole = layers as Blob[]
  const bytes = whole.reduce((sum, { size }) => sum + size, config.size)
  if (bytes > bound('image-bytes')) return no(`its layers have ${bytes} bytes`)
  return { ok: true, manifest: { kind: 'image', config, layers: whole } }
}

const MEMBERS = [
  'schemaVersion',
  'mediaType',
  'config',
  'layers',
  'manifests',
  'digest',
  'size',
  'platform',
  'os',
  'architecture',
  'variant',
]

/** Engines are written in Go, which takes `Layers`, or the long s of `layerſ`, for `layers`: the last one counts. */
const spelled = (name: string): string => name.toUpperCase().toLowerCase()

export function hasMisspelt(json: Json | undefined, members: readonly string[]): boolean {
  const names = isObject(json) ? Object.keys(json) : []
  return names.some((name) => !members.includes(name) && members.map(spelled).includes(spelled(name)))
}

function isMisspelt(manifest: JsonObject): boolean {
  const lists = [manifest['layers'], manifest['manifests']].flatMap(
    (list) => (Array.isArray(list) ? list : []) as Json[],
  )
  const platforms = lists.map((one) => (isObject(one) ? one['platform'] : undefined))
  const parts = [manifest, manifest['config'], ...lists, ...platforms]
  return parts.some((part) => hasMisspelt(part, MEMBERS))
}

/** The same of an image as `docker save` lists it, and of its configuration. */
export const isSavedMisspelt = (image: JsonObject, config: Json | undefined): boolean =>
  hasMisspelt(image, ['Config', 'Layers', 'RepoTags']) ||
  hasMisspelt(config, ['rootfs']) ||
  hasMisspelt(isObject(config) ? config['rootfs'] : undefined, ['diff_ids'])

type Listed = Extract<ImageManifest, { kind: 'index' }>['manifests'][number]

/** Of several, one engine would take the first, and another by variant or by how it is packed. */
export function theOnly(listed: readonly Listed[]): Listed | 'none' | 'several' {
  const [first, ...others] = listed
  if (first === undefined) return 'none'
  return others.every(({ digest }) => digest === first.digest) ? first : 'several'
}

function readIndex(list: readonly Json[], no: (why: string) => ReadManifest): ReadManifest {
  if (list.length > bound('image-layers')) return no(`it lists ${list.length} images`)
  const manifests = list.flatMap((one) => {
    const blob = readBlob(one)
    return blob === null ? [] : [{ ...blob, platform: platformOf((one as JsonObject)['platform']) }]
  })
  return { ok: true, manifest: { kind: 'index', manifests } }
}

function readBlob(json: Json | undefined): Blob | null {
  if (!isObject(json)) return null
  const { digest, size } = json
  if (typeof digest !== 'string' || !DIGEST.test(digest)) return null
  return isCount(size) ? { digest, size } : null
}

/** `os/architecture`; attestations beside images are `unknown/unknown`. */
export function platformOf(json: Json | undefined): string {
  const { os, architecture } = isObject(json) ? json : {}
  return typeof os === 'string' && typeof architecture === 'string' ? `${os}/${architecture}` : ''
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' }
/** The platform of an image for a machine whose processor Node calls `arch`. */
export const platformFor = (arch: string): string => `linux/${ARCHITECTURES[arch] ?? arch}`
