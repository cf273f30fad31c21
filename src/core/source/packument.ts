// What a registry of npm packages says about one version of one package. All of it is a stranger's until bytes agree with it.
// https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
import type { RegistryFacts } from '../model/fetched.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'

export type RegistrySignature = { readonly keyid: string; readonly sig: string }

export type NpmRelease = {
  readonly name: string
  readonly version: string
  readonly tarball: string
  /** `sha512-…`, the only kind that counts. */
  readonly integrity: string
  readonly signatures: readonly RegistrySignature[]
  /** Where its attestations are, as the registry wrote it. */
  readonly attestations: string | null
  readonly manifest: JsonObject
  readonly facts: RegistryFacts
}

export type ReadRelease =
  | { readonly ok: true; readonly release: NpmRelease }
  | { readonly ok: false; readonly why: string }

const INTEGRITY = /(?:^|\s)(sha512-[A-Za-z0-9+/]{86}==)(?=$|\s|\?)/
const MAX_SIGNATURES = 20

/** `wanted` is a version or a tag. */
export function readRelease(document: Json, name: string, wanted: string): ReadRelease {
  const no = (why: string): ReadRelease => ({ ok: false, why })
  if (!isObject(document) || !isObject(document['versions'])) return no('what the registry says about it is unreadable')
  const { versions } = document
  // A registry that answers with another package would have its name believed.
  if (document['name'] !== name) return no('the registry answers with another package')
  const tags = isObject(document['dist-tags']) ? document['dist-tags'] : {}
  const tagged = Object.hasOwn(tags, wanted) ? tags[wanted] : undefined
  const version = Object.hasOwn(versions, wanted) ? wanted : typeof tagged === 'string' ? tagged : null
  const manifest = version !== null && Object.hasOwn(versions, version) ? versions[version] : undefined
  if (version === null || !isObject(manifest)) return no('the registry has no such version or tag')
  if (manifest['name'] !== name || manifest['version'] !== version) return no('the registry names it otherwise')
  const dist = isObject(manifest['dist']) ? manifest['dist'] : {}
  const [, integrity] = INTEGRITY.exec(textIn(dist, 'integrity') ?? '') ?? []
  const tarball = textIn(dist, 'tarball')
  if (integrity === undefined) return no('the registry gives no sha512 integrity for it')
  if (tarball === null) return no('the registry does not say where it is')
  const attestations = isObject(dist['attestations']) ? textIn(dist['attestations'], 'url') : null
  const signatures = readSignatures(dist['signatures'])
  const facts = factsOf(document, manifest, version)
  return { ok: true, release: { name, version, tarball, integrity, signatures, attestations, manifest, facts } }
}

function readSignatures(value: Json | undefined): readonly RegistrySignature[] {
  const found = Array.isArray(value) ? value.slice(0, MAX_SIGNATURES).filter((one) => isObject(one as Json)) : []
  return found.map((one) => ({
    keyid: textIn(one as JsonObject, 'keyid') ?? '',
    sig: textIn(one as JsonObject, 'sig') ?? '',
  }))
}

function factsOf(document: JsonObject, manifest: JsonObject, version: string): RegistryFacts {
  const time = isObject(document['time']) ? document['time'] : {}
  const { repository, maintainers, engines } = manifest
  const node = isObject(engines) ? textIn(engines, 'node') : null
  return {
    publishedAt: dateOf(time[version]),
    firstPublishedAt: dateOf(time['created']) ?? earliest(Object.values(time).map(dateOf)),
    versions: Object.keys(document['versions'] as JsonObject).length,
    maintainers: (Array.isArray(maintainers) ? maintainers : [])
      .map((one) => (isObject(one as Json) ? textIn(one as JsonObject, 'name') : null))
      .filter((one) => one !== null)
      .slice(0, 100),
    deprecated: textIn(manifest, 'deprecated'),
    repository: typeof repository === 'string' ? repository : isObject(repository) ? textIn(repository, 'url') : null,
    runsOn: node === null ? null : `node ${node}`,
  }
}

export function earliest(dates: readonly (Date | null)[]): Date | null {
  return dates.reduce((first, date) => (first === null || (date !== null && date < first) ? date : first), null)
}

export function dateOf(value: Json | undefined): Date | null {
  const date = typeof value === 'string' ? new Date(value) : null
  return date === null || Number.isNaN(date.getTime()) ? null : date
}

const textIn = (object: JsonObject, key: string): string | null => {
  const value = Object.hasOwn(object, key) ? object[key] : undefined
  return typeof value === 'string' && value !== '' ? value : null
}

/** What decides how a package is run and what it brings along: a tarball that says it differently hides something. */
const TELLING = [
  'name',
  'version',
  'main',
  'bin',
  'scripts',
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
]

/** Members in which the package itself differs from what the registry says about it. */
export function differingMembers(
  said: JsonObject,
  own: JsonObject,
  canonical: (value: Json) => string,
): readonly string[] {
  return TELLING.filter((key) => canonical(plain(key, said)) !== canonical(plain(key, own)))
}

/** Registries add nothing to these but a few known things, which count for nothing here. */
function plain(key: string, manifest: JsonObject): Json {
  const value = manifest[key]
  if (key === 'bin') return binOf(manifest)
  if (key === 'scripts' && isObject(value)) {
    // npm adds this one where a package has a binding.gyp.
    return {
      ...Object.fromEntries(
        Object.entries(value).filter(([name, words]) => !(name === 'install' && words === 'node-gyp rebuild')),
      ),
    }
  }
  if (key === 'dependencies' && isObject(value)) {
    // Optional ones are listed a second time by some publishers.
    const optional = isObject(manifest['optionalDependencies']) ? manifest['optionalDependencies'] : {}
    return Object.fromEntries(Object.entries(value).filter(([name]) => !Object.hasOwn(optional, name)))
  }
  if (key === 'main' && typeof value === 'string') return value.replace(/^\.\//, '').replace(/\/$/, '')
  return isObject(value) || typeof value === 'string'
    ? isObject(value) && Object.keys(value).length === 0
      ? null
      : value
    : null
}

function binOf({ bin, name }: JsonObject): Json {
  const clean = (path: Json): Json => (typeof path === 'string' ? path.replace(/^\.?\/+/, '') : null)
  if (typeof bin === 'string') return { [(typeof name === 'string' ? name : '').replace(/^@[^/]*\//, '')]: clean(bin) }
  if (!isObject(bin) || Object.keys(bin).length === 0) return null
  return Object.fromEntries(Object.entries(bin).map(([key, path]) => [key, clean(path)]))
}
