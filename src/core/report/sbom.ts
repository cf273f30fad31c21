// What a package brings along, as a CycloneDX 1.6 document. The same package gives the same document, byte by byte.
// https://cyclonedx.org/docs/1.6/json/
import type { Fetched, Dependency } from '../model/fetched.ts'
import type { JsonObject } from '../model/json.ts'

/** A package URL. https://github.com/package-url/purl-spec */
export function purlOf({ ecosystem, name, version }: Omit<Dependency, 'path'>): string {
  const path = name.split('/').map(encoded).join('/')
  return `pkg:${ecosystem}/${ecosystem === 'pypi' ? path.toLowerCase() : path}@${encoded(version)}`
}

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

type Weakness = { readonly id: string; readonly of: Pick<Dependency, 'name' | 'version'>; readonly malicious: boolean }

/** `packages` are the whole tree, `toolVersion` is ours, `uuid` 32 hex digits made from what is described. */
export function sbomJson(
  fetched: Fetched,
  packages: readonly Dependency[],
  weaknesses: readonly Weakness[],
  { toolVersion, hex }: { readonly toolVersion: string; readonly hex: string },
): JsonObject {
  const { name, version, digest, kind, tree } = fetched
  const isOwn = (one: Dependency): boolean => one.name === name && one.version === version
  const own = packages.find(isOwn)
  const ref = own === undefined ? `${kind}:${encoded(name)}` : purlOf(own)
  const rest = new Map(packages.filter((one) => !isOwn(one)).map((one) => [purlOf(one), one]))
  const hashes =
    digest?.startsWith('sha256:') === true ? { hashes: [{ alg: 'SHA-256', content: digest.slice(7) }] } : {}
  const said = weaknesses.map(({ id, of, malicious }) => ({
    'bom-ref': `${id} ${of.name}@${of.version}`,
    id,
    ...(malicious ? { description: 'Malicious code' } : {}),
    affects: packages
      .filter((one) => one.name === of.name && one.version === of.version)
      .slice(0, 1)
      .map((one) => ({ ref: purlOf(one) })),
  }))
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(hex)}`,
    version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: 'sallyport', version: toolVersion }] },
      component: {
        type: 'application',
        'bom-ref': ref,
        ...named(name),
        ...(version === null ? {} : { version }),
        ...(own === undefined ? {} : { purl: ref }),
        ...hashes,
      },
    },
    components: [...rest]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([purl, one]) => ({ type: 'library', 'bom-ref': purl, ...named(one.name), version: one.version, purl })),
    // A document that leaves something out must not look like one that is whole.
    compositions: [{ aggregate: tree === null ? 'unknown' : 'complete', assemblies: [ref] }],
    ...(said.length === 0 ? {} : { vulnerabilities: said }),
  }
}

/** An npm scope is the group of its packages. */
const named = (name: string): { group?: string; name: string } => {
  const [, group, own] = /^(@[^/]+)\/(.+)$/.exec(name) ?? []
  return group === undefined ? { name } : { group, name: own! }
}

/** RFC 9562 version 8: made from a digest. */
function uuidOf(hex: string): string {
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) & 3]
  const digits = `${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant}${hex.slice(17, 32)}`
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    '-',
  )
}
