// The server.json of the official MCP registry: which packages a server is published as, and where it is served.
// https://github.com/modelcontextprotocol/registry/blob/main/docs/reference/server-json/generic-server-json.md
import { isObject, type Json, type JsonObject } from '../model/json.ts'

export type ListedPackage = {
  /** What `vet` is to be told to look at it alone. */
  readonly word: string
  /** `sha256:…` that the list promises of the file. */
  readonly promised: string | null
}

export type ServerJson = {
  readonly name: string
  readonly version: string | null
  readonly packages: readonly ListedPackage[]
  /** Packages of kinds that are not fetched, by their kind. */
  readonly otherKinds: readonly string[]
  readonly remotes: readonly string[]
}

export type ReadServerJson =
  | { readonly ok: true; readonly server: ServerJson }
  | { readonly ok: false; readonly why: string }

const MAX_PACKAGES = 50

/** Null: it is a document of another kind. */
export function readServerJson(json: Json): ReadServerJson | null {
  if (!isObject(json) || !(Array.isArray(json['packages']) || Array.isArray(json['remotes']))) return null
  const { name, packages, remotes } = json
  if (typeof name !== 'string' || !/^[A-Za-z0-9.-]+\/[A-Za-z0-9._-]+$/.test(name)) return null
  const listed: ListedPackage[] = []
  const otherKinds: string[] = []
  for (const one of Array.isArray(packages) ? packages.slice(0, MAX_PACKAGES) : []) {
    const read = isObject(one as Json) ? readPackage(one as JsonObject) : 'no object'
    if (typeof read !== 'string') listed.push(read)
    else if (read.startsWith('kind ')) otherKinds.push(read.slice('kind '.length))
    else return { ok: false, why: `a package in it has ${read}` }
  }
  const places = (Array.isArray(remotes) ? remotes : []).map((one) =>
    isObject(one as Json) ? textIn(one as JsonObject, 'url') : null,
  )
  const server = {
    name,
    version: textIn(json, 'version'),
    packages: listed,
    otherKinds,
    remotes: places.filter((url) => url !== null),
  }
  return { ok: true, server }
}

/** Why it cannot be read, or `kind …` for a kind that is not fetched. Older lists spell their members with underscores. */
function readPackage(json: JsonObject): ListedPackage | string {
  const kind = textIn(json, 'registryType') ?? textIn(json, 'registry_type')
  const identifier = textIn(json, 'identifier') ?? textIn(json, 'name')
  const version = textIn(json, 'version')
  const sum = textIn(json, 'fileSha256') ?? textIn(json, 'file_sha256')
  if (kind === null || identifier === null) return 'no registryType or no identifier'
  if (sum !== null && !/^[0-9a-f]{64}$/i.test(sum)) return 'a fileSha256 that is none'
  const promised = sum === null ? null : `sha256:${sum.toLowerCase()}`
  if (kind === 'npm' || kind === 'pypi') {
    if (version === null || version === 'latest') return 'no exact version'
    return { word: kind === 'npm' ? `npm:${identifier}@${version}` : `pypi:${identifier}==${version}`, promised }
  }
  if (kind === 'oci') {
    const isWhole = /[:@][^/]+$/.test(identifier.replace(/^[^/]*:\d+\//, '/'))
    if (!isWhole && version === null) return 'no tag and no digest'
    return { word: `oci:${identifier}${isWhole ? '' : `:${version}`}`, promised: null }
  }
  if (kind !== 'mcpb') return `kind ${/^\w{1,20}$/.test(kind) ? kind : 'unknown'}`
  // The list exists to say of bundles what they are: one that does not could be anything.
  return promised === null ? 'a bundle without fileSha256' : { word: identifier, promised }
}

const textIn = (object: JsonObject, key: string): string | null => {
  const value = Object.hasOwn(object, key) ? object[key] : undefined
  return typeof value === 'string' && value !== '' ? value : null
}
