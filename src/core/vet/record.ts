// The record of a vetting: what was found, in a form that can be signed, compared with the record of another day, and read back.
import { canonical } from '../canon/digest.ts'
import type { Finding, Severity, Confidence, Tier } from '../model/finding.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import { untrusted } from '../model/untrusted.ts'
import { VERDICTS, type Suggestion, type Verdict, type Vetted } from '../model/vetting.ts'

export type VetRecord = {
  readonly verdict: Verdict
  readonly name: string
  readonly findings: readonly Finding[]
  /** Null where it was not played: then its exact bytes are not known. */
  readonly suggests: Suggestion | null
}

/** The same for the same findings about the same bytes, whoever vets them and whenever. */
export function recordJson({ verdict, name, place, digest, parts }: Vetted): JsonObject {
  const suggests = parts.find((part) => part.suggests !== undefined)?.suggests ?? null
  return {
    verdict,
    name,
    place,
    digest,
    suggests,
    parts: parts.map(({ part, report, coverage }) => ({
      part,
      coverage: coverage.map((one) => ({ ...one })),
      findings: report.findings.map(({ evidence, ...finding }) => ({
        ...finding,
        at: evidence.at,
        excerpt: evidence.excerpt.untrusted,
        ...(evidence.note === undefined ? {} : { note: evidence.note }),
      })),
      unanswered: report.unanswered.map((one) => ({ ...one })),
      notLooked: [...report.notLooked],
    })),
  }
}

/** What a key signs: nothing else that it signs begins like this. */
export const signedPart = (record: Json, at: string): Uint8Array =>
  new TextEncoder().encode(`sallyport vet record 1\n${canonical({ at, record })}\n`)

/** Of a record whose signature was checked. Null where it is not of this form. */
export function readRecord(record: Json): VetRecord | null {
  if (!isObject(record)) return null
  const { verdict, name, parts, suggests = null } = record
  if (!VERDICTS.some((one) => one === verdict) || typeof name !== 'string' || !Array.isArray(parts)) return null
  return {
    verdict: verdict as Verdict,
    name,
    findings: parts.flatMap((part) =>
      isObject(part) && Array.isArray(part['findings']) ? part['findings'].flatMap(findingOf) : [],
    ),
    suggests: isObject(suggests) ? (suggests as unknown as Suggestion) : null,
  }
}

function findingOf(found: Json): Finding[] {
  if (!isObject(found)) return []
  const { rule, severity, confidence, tier, at, excerpt, note } = found
  if (typeof rule !== 'string' || typeof at !== 'string' || typeof excerpt !== 'string') return []
  const evidence = { at, excerpt: untrusted(excerpt), ...(typeof note === 'string' ? { note } : {}) }
  return [{ rule, severity: severity as Severity, confidence: confidence as Confidence, tier: tier as Tier, evidence }]
}
