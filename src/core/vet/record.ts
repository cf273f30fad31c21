// The record of a vetting: what was found, in a form that can be signed, compared with the record of another day, and read back.
import { canonical, digestJson, type Sha256 } from '../canon/digest.ts'
import type { Digest } from '../model/artifact.ts'
import { coverageLine } from '../model/coverage.ts'
import type { Finding, Severity, Confidence, Tier, Unanswered } from '../model/finding.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { untrusted } from '../model/untrusted.ts'
import {
  type Abilities,
  type Behaviour,
  type Brought,
  type Coverage,
  type Origin,
  partWith,
  type Suggestion,
  type Verdict,
  VERDICTS,
  type Vetted,
} from '../model/vetting.ts'

export type VetRecord = {
  readonly verdict: Verdict
  readonly name: string
  readonly findings: readonly Finding[]
  /** Null where it was not played: then its exact bytes are not known. */
  readonly suggests: Suggestion | null
  readonly parts: readonly RecordPart[]
  /** Null where that part was left out, or the record is older than this question. */
  readonly did: Behaviour | null
  readonly can: Abilities | null
  readonly brings: Brought | null
  readonly origin: Origin | null
}

export type RecordPart = {
  readonly part: string
  readonly coverage: readonly Coverage[]
  readonly unanswered: readonly Unanswered[]
}

/** A record whose signature was checked. */
export type SignedRecord = VetRecord & { readonly at: string; readonly digest: Digest }

/** The same for the same findings about the same bytes, whoever vets them and whenever. */
export function recordJson({ verdict, name, place, digest, parts }: Vetted): JsonObject {
  return jsonOf({
    verdict,
    name,
    place,
    digest,
    coverage: coverageLine(parts),
    suggests: partWith(parts, 'suggests'),
    did: partWith(parts, 'did'),
    can: partWith(parts, 'can'),
    brings: partWith(parts, 'brings'),
    origin: partWith(parts, 'origin'),
    parts: parts.map(({ part, report, coverage }) => ({
      part,
      coverage,
      findings: report.findings.map(({ evidence, ...finding }) => ({
        ...finding,
        at: evidence.at,
        excerpt: evidence.excerpt.untrusted,
        ...(evidence.note === undefined ? {} : { note: evidence.note }),
      })),
      unanswered: report.unanswered,
      looked: report.looked,
      notLooked: report.notLooked,
    })),
  })
}

/** Without what JSON cannot say. */
const jsonOf = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject

export const recordDigest = (record: Json, sha256: Sha256): Digest => digestJson(record, sha256)

/** What a key signs: nothing else that it signs begins like this. */
export const signedPart = (record: Json, at: string): Uint8Array =>
  new TextEncoder().encode(`sallyport vet record 1\n${canonical({ at, record })}\n`)

/** Of a record whose signature was checked: its members are as we wrote them. Null where it is not of this form. */
export function readRecord(record: Json): VetRecord | null {
  if (!isObject(record)) return null
  const { verdict, name, parts, suggests = null, did = null, can = null, brings = null, origin = null } = record
  if (!VERDICTS.some((one) => one === verdict) || typeof name !== 'string' || !Array.isArray(parts)) return null
  return {
    verdict: verdict as Verdict,
    name,
    findings: parts.flatMap((part) => listIn(part, 'findings').flatMap(findingOf)),
    suggests: isObject(suggests) ? (suggests as unknown as Suggestion) : null,
    parts: parts.flatMap((part) => (isObject(part) ? [partOf(part)] : [])),
    did: isObject(did) ? (did as unknown as Behaviour) : null,
    can: isObject(can) ? (can as unknown as Abilities) : null,
    brings: isObject(brings) ? (brings as unknown as Brought) : null,
    origin: isObject(origin) ? (origin as unknown as Origin) : null,
  }
}

const partOf = (part: JsonObject): RecordPart => {
  const { part: name, coverage, unanswered } = part as unknown as RecordPart
  return { part: name, coverage, unanswered }
}

const listIn = (part: Json, key: string): readonly Json[] => {
  const list = isObject(part) ? part[key] : null
  return Array.isArray(list) ? list : []
}

function findingOf(found: Json): Finding[] {
  if (!isObject(found)) return []
  const { rule, severity, confidence, tier, at, excerpt, note } = found
  if (typeof rule !== 'string' || typeof at !== 'string' || typeof excerpt !== 'string') return []
  const evidence = { at, excerpt: untrusted(excerpt), ...(typeof note === 'string' ? { note } : {}) }
  return [{ rule, severity: severity as Severity, confidence: confidence as Confidence, tier: tier as Tier, evidence }]
}
