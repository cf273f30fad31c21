// The server.json of the official MCP registry: which packages a server is published as, and where it is served.
// https://github.com/modelcontextprotocol/registry/blob/main/docs/reference/server-json/generic-server-json.md
import { isObject, type Json, type JsonObject } from '../model/json.ts'

export type ListedPackage = {
  /** What `vet` is to be told to look at it alone. */
  readonly word: string
  /** `sha256:…` that the list promises of the file. */
  readonly promised: string | null
  /** What it would have clients start it with beside that: arguments, of its runtime too, and variables with a value. */
  readonly startedWith: readonly string[]
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
  const all = Array.isArray(packages) ? packages : []
  if (all.length > MAX_PACKAGES) return { ok: false, why: `it lists more than ${MAX_PACKAGES} packages` }
  for (const one of all) {
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
  const read = readPlace(json)
  return typeof read === 'string' ? read : { ...read, startedWith: startedWith(json) }
}

function startedWith(json: JsonObject): readonly string[] {
  const itemsOf = (...keys: readonly string[]): readonly JsonObject[] =>
    keys.flatMap((key) => (Array.isArray(json[key]) ? (json[key] as Json[]).filter(isObject) : []))
  const words = (item: JsonObject, between: string): string =>
    [textIn(item, 'name'), textIn(item, 'value')].filter((text) => text !== null).join(between)
  const given = itemsOf('runtimeArguments', 'runtime_arguments', 'packageArguments', 'package_arguments')
  const variables = itemsOf('environmentVariables', 'environment_variables').filter(
    (item) => textIn(item, 'value') !== null,
  )
  return [...given.map((item) => words(item, ' ')), ...variables.map((item) => words(item, '='))].filter(
    (text) => text !== '',
  )
}

function readPlace(json: JsonObject): Omit<ListedPackage, 'startedWith'> | string {
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
