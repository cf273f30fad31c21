// What npm and Python indexes hand out beside a package: bundles about exactly these bytes, or about something else.
import { isObject, type Json, type JsonObject } from '../../core/model/json.ts'
import type { BuildClaim, ProvenanceFact } from '../../core/model/provenance.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import {
  type Expected,
  npmSubject,
  saysWhoMade,
  sha512Hex,
  STATEMENT_TYPE,
  subjectFault,
} from '../../core/provenance/statement.ts'
import { checkBundle, type SigstoreTrust } from './sigstore.ts'

export type Attested = { readonly facts: readonly ProvenanceFact[]; readonly builds: readonly BuildClaim[] }

const MAX_BUNDLES = 20
const kind = 'attestation' as const
const ABSENT: Attested = {
  facts: [{ kind, state: 'absent', words: 'Nobody attests how it was built or published.' }],
  builds: [],
}

/** The answer to `/-/npm/v1/attestations/NAME@VERSION`. */
export function npmAttestations(
  document: Json | null,
  release: { readonly name: string; readonly version: string; readonly integrity: string },
  trust: SigstoreTrust,
): Attested {
  const { name, version, integrity } = release
  const list = isObject(document ?? undefined) ? (document as JsonObject)['attestations'] : undefined
  if (!Array.isArray(list) || list.length === 0) return ABSENT
  const bundles = list
    .slice(0, MAX_BUNDLES)
    .map((one) => (isObject(one as Json) ? ((one as JsonObject)['bundle'] ?? null) : null))
  return judged(bundles, { names: [npmSubject(name, version)], algorithm: 'sha512', hex: sha512Hex(integrity) }, trust)
}

/** A provenance object of a Python index. https://peps.python.org/pep-0740/ */
export function pypiAttestations(document: Json | null, file: string, sha256: string, trust: SigstoreTrust): Attested {
  const groups = isObject(document ?? undefined) ? (document as JsonObject)['attestation_bundles'] : undefined
  const list = (Array.isArray(groups) ? groups : []).flatMap((group) => {
    const { attestations } = isObject(group as Json) ? (group as JsonObject) : {}
    return Array.isArray(attestations) ? (attestations as Json[]) : []
  })
  if (list.length === 0) return ABSENT
  const bundles = list.slice(0, MAX_BUNDLES).map(bundleOf)
  return judged(bundles, { names: [file], algorithm: 'sha256', hex: sha256 }, trust)
}

/** The same as a bundle, in other words. */
export function bundleOf(attestation: Json): Json {
  if (!isObject(attestation)) return null
  const material = isObject(attestation['verification_material']) ? attestation['verification_material'] : {}
  const envelope = isObject(attestation['envelope']) ? attestation['envelope'] : {}
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      certificate: { rawBytes: material['certificate'] ?? '' },
      tlogEntries: material['transparency_entries'] ?? [],
    },
    dsseEnvelope: {
      payloadType: STATEMENT_TYPE,
      payload: envelope['statement'] ?? '',
      signatures: [{ sig: envelope['signature'] ?? '', keyid: '' }],
    },
  }
}

function judged(bundles: readonly Json[], expected: Expected, trust: SigstoreTrust): Attested {
  const facts: ProvenanceFact[] = []
  const builds: BuildClaim[] = []
  for (const bundle of bundles) {
    const checked = checkBundle(bundle, trust)
    const fault = checked.ok ? subjectFault(checked.statement, expected) : checked.why
    if (!checked.ok || fault !== null) {
      facts.push({ kind, state: 'fails', words: `An attestation does not hold: ${fault}.` })
      continue
    }
    const { claim, by } = checked
    if (!saysWhoMade(claim.predicate)) {
      const words = `An attestation of another kind does not say who made these bytes: ${quote(untrusted(claim.predicate), 200)}.`
      facts.push({ kind, state: 'absent', words })
      continue
    }
    const what = /\/publish\//.test(claim.predicate) ? 'published' : 'built'
    const who =
      by === 'registry'
        ? 'its registry'
        : quote(untrusted(claim.repository ?? claim.workflow ?? 'an identity without a name'), 200)
    const at = claim.commit === null ? '' : `, at commit ${quote(untrusted(claim.commit), 64)}`
    facts.push({ kind, state: 'holds', words: `It is attested that ${who} ${what} these bytes${at}.` })
    builds.push(claim)
  }
  return { facts, builds }
}
