// Images that lie here as an archive: what `docker save`, `podman save` and builders write. Every part is checked by its digest.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Digest } from '../../../core/model/artifact.ts'
import { bound } from '../../../core/model/bounds.ts'
import { Failure } from '../../../core/model/failure.ts'
import { isObject, type Json, type JsonObject } from '../../../core/model/json.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { isSavedMisspelt, platformFor, readManifest, theOnly } from '../../../core/source/image-manifest.ts'
import { readBounded } from '../../file/read.ts'
import { readOne } from '../tree.ts'
import type { PulledImage } from './registry.ts'

export type LocalImage = Pick<PulledImage, 'digest' | 'layers' | 'config' | 'id'>

const BLOB = /^sha256:([0-9a-f]{64})$/

/** `folder` is the unpacked archive. Null: it holds no image. */
export async function readLocalImage(folder: string, called: string): Promise<LocalImage | null> {
  const index = await jsonAt(join(folder, 'index.json'))
  const list = await jsonAt(join(folder, 'manifest.json'))
  if (index !== undefined && (await jsonAt(join(folder, 'oci-layout'))) !== undefined) {
    const image = await readLayout(folder, index, called)
    // Engines differ in which of the two they read.
    if (list !== undefined && !(isObject(list) || isOf(image, list, folder))) {
      throw refusedAs(called, 'the two lists of its layers differ')
    }
    return image
  }
  return Array.isArray(list) && list.every((one) => isObject(one as Json))
    ? await readSaved(folder, list as JsonObject[], called)
    : null
}

const refusedAs = (called: string, why: string): Failure =>
  new Failure('package-refused', `${quote(untrusted(called), 300)} is refused: ${why}`)

function isOf({ layers }: LocalImage, list: Json, folder: string): boolean {
  const [image, ...others] = Array.isArray(list) ? (list as Json[]) : []
  if (!isObject(image) || others.length > 0 || isSavedMisspelt(image, undefined)) return false
  const { Layers: named } = image
  return (
    Array.isArray(named) &&
    named.length === layers.length &&
    named.every((one, at) => join(folder, String(one)) === layers[at])
  )
}

/** https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
async function readLayout(folder: string, top: Json, called: string): Promise<LocalImage> {
  const refuse = (why: string): Failure => refusedAs(called, why)
  const blobAt = (digest: string): string => {
    const [, hex] = BLOB.exec(digest) ?? []
    if (hex === undefined) throw refuse('it names a part by something else than a SHA-256')
    const path = join(folder, 'blobs', 'sha256', hex)
    if (!existsSync(path)) throw refuse(`a part of it is missing: ${digest}`)
    if (readOne(path).digest !== digest) throw refuse('a part of it is not what its digest says')
    return path
  }
  let json = top
  let digest: Digest | null = null
  for (let depth = 0; depth < 4; depth++) {
    const read = readManifest(json)
    if (!read.ok) throw refuse(read.why)
    const { manifest } = read
    if (manifest.kind === 'image') {
      if (digest === null) throw refuse('its index is an image')
      const layers = manifest.layers.map((layer) => blobAt(layer.digest))
      return { digest, layers, config: blobAt(manifest.config.digest), id: manifest.config.digest }
    }
    const real = manifest.manifests.filter(({ platform }) => platform !== 'unknown/unknown')
    const own = real.filter(({ platform }) => platform === platformFor(process.arch))
    const chosen = theOnly(own.length > 0 ? own : real)
    if (typeof chosen === 'string') throw refuse('it does not hold exactly one image for this machine')
    digest ??= chosen.digest
    if (depth > 0 && real.length > 1) digest = chosen.digest
    const inner = await jsonAt(blobAt(chosen.digest))
    if (inner === undefined || inner === null) throw refuse('a manifest of it is no JSON')
    json = inner
  }
  throw refuse('its indexes lie too deep in one another')
}

/** The older form: layers by the digests that the configuration names, unpacked. */
async function readSaved(folder: string, list: readonly JsonObject[], called: string): Promise<LocalImage> {
  const refuse = (why: string): Failure => refusedAs(called, why)
  const [image] = list
  if (image === undefined || list.length !== 1) throw refuse('it does not hold exactly one image')
  const { Config: config, Layers: layers } = image
  const isPlain = (path: unknown): path is string =>
    typeof path === 'string' &&
    /^[\w./:-]{1,300}$/.test(path) &&
    !path.split('/').some((part) => part === '' || part === '..')
  if (!isPlain(config) || !Array.isArray(layers) || layers.length > bound('image-layers') || !layers.every(isPlain)) {
    throw refuse('its list of parts is unreadable')
  }
  const { digest } = readOne(join(folder, config))
  // The name of the configuration is the id of the image, and its digest.
  const [, named] = /([0-9a-f]{64})(?:\.json)?$/.exec(config) ?? []
  if (named === undefined || digest !== `sha256:${named}`) throw refuse('its configuration is not what its name says')
  const json = await jsonAt(join(folder, config))
  if (isSavedMisspelt(image, json)) {
    throw refuse('a list of its parts has a member in another spelling, which engines take for the same')
  }
  const rootfs = isObject(json) && isObject(json['rootfs']) ? json['rootfs'] : {}
  const ids = Array.isArray(rootfs['diff_ids']) ? rootfs['diff_ids'] : []
  const paths = layers.map((layer) => join(folder, layer))
  const isWhole = ids.length === paths.length && paths.every((path, at) => readOne(path).digest === ids[at])
  if (!isWhole) throw refuse('a layer of it is not what its configuration says')
  return { digest, layers: paths, config: join(folder, config), id: digest }
}

/** Undefined: it is not there. Null: it is no JSON. */
async function jsonAt(path: string): Promise<Json | undefined> {
  const bytes = await readBounded(path, { code: 'package-refused' })
  try {
    return bytes === null ? undefined : (JSON.parse(bytes.toString('utf8')) as Json)
  } catch {
    return null
  }
}
