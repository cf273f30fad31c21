// What an attestation says: of which bytes, and what about them. https://github.com/in-toto/attestation/tree/main/spec
import { isObject, type Json, type JsonObject } from '../model/json.ts'

export type Subject = { readonly name: string; readonly digests: Readonly<Record<string, string>> }
export type Statement = {
  readonly subjects: readonly Subject[]
  readonly predicateType: string
  readonly predicate: Json
}

export const STATEMENT_TYPE = 'application/vnd.in-toto+json'
const MAX_SUBJECTS = 1_000

export function readStatement(json: Json): Statement | null {
  if (!isObject(json)) return null
  const { _type: type, subject, predicateType, predicate = null } = json
  if (typeof type !== 'string' || !/^https:\/\/in-toto\.io\/Statement\/v(0\.1|1)$/.test(type)) return null
  if (!Array.isArray(subject) || subject.length === 0 || subject.length > MAX_SUBJECTS) return null
  if (typeof predicateType !== 'string') return null
  const subjects = subject.map((one) => readSubject(one as Json))
  if (subjects.some((one) => one === null)) return null
  return { subjects: subjects as Subject[], predicateType, predicate }
}

function readSubject(json: Json): Subject | null {
  if (!isObject(json) || !isObject(json['digest'])) return null
  const digests = Object.entries(json['digest']).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  return { name: typeof json['name'] === 'string' ? json['name'] : '', digests: Object.fromEntries(digests) }
}

export type Expected = {
  readonly names: readonly string[]
  readonly algorithm: 'sha256' | 'sha512'
  readonly hex: string
}

/** Null where one subject is what is expected, by its name and its digest; otherwise what is wrong. */
export function subjectFault({ subjects }: Statement, { names, algorithm, hex }: Expected): string | null {
  const named = subjects.filter(({ name }) => names.includes(name))
  if (named.length === 0) return 'it is about another package or version'
  const isThis = named.some(({ digests }) => digests[algorithm]?.toLowerCase() === hex)
  return isThis ? null : `it is about other bytes: its ${algorithm} is not that of what was fetched`
}

/** Names that npm gives the subject of an attestation: a package URL. https://github.com/package-url/purl-spec */
export const npmSubject = (name: string, version: string): string =>
  `pkg:npm/${name.replace(/^@/, '%40')}@${version.replaceAll('+', '%2B')}`

/** The file of an npm package whose integrity is `sha512-…`, as hex. */
export const sha512Hex = (integrity: string): string => {
  const bytes = atob(integrity.slice('sha512-'.length))
  return Array.from(bytes, (char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}

/** Anybody may state other things, what a scan found or what is in it, about bytes that somebody else made. */
export const saysWhoMade = (predicateType: string): boolean =>
  predicateType.startsWith(SLSA) || PUBLISHED.test(predicateType)

const SLSA = 'https://slsa.dev/provenance/'
/** By Python indexes (PEP 740), and by npm. */
const PUBLISHED =
  /^https:\/\/(docs\.\w+\.org\/attestations|github\.com\/npm\/attestation\/tree\/main\/specs)\/publish\/v[\d.]+$/

/** Where a build says that it was made from: both forms of SLSA's provenance. Null where it says nothing. */
export function sourceOf({
  predicateType,
  predicate,
}: Statement): { repository: string | null; commit: string | null } | null {
  if (!predicateType.startsWith(SLSA) || !isObject(predicate)) return null
  const build = inside(predicate, 'buildDefinition')
  if (build !== null) {
    const workflow = inside(inside(build, 'externalParameters'), 'workflow')
    const { resolvedDependencies: list } = build
    const first = Array.isArray(list) && isObject(list[0] as Json) ? (list[0] as JsonObject) : null
    return { repository: textIn(workflow, 'repository'), commit: textIn(inside(first, 'digest'), 'gitCommit') }
  }
  const source = inside(inside(predicate, 'invocation'), 'configSource')
  return { repository: textIn(source, 'uri'), commit: textIn(inside(source, 'digest'), 'sha1') }
}

const inside = (object: JsonObject | null, key: string): JsonObject | null => {
  const value = object !== null && Object.hasOwn(object, key) ? object[key] : undefined
  return isObject(value) ? value : null
}
const textIn = (object: JsonObject | null, key: string): string | null => {
  const value = object !== null && Object.hasOwn(object, key) ? object[key] : undefined
  return typeof value === 'string' ? value : null
}
