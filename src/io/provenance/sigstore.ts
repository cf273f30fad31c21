// Checks a sigstore bundle offline: the signature of its statement, the certificate of whoever made it, and its entry in the
// public log. https://docs.sigstore.dev/about/bundle/
import { bundleFromJSON } from '@sigstore/bundle'
import { X509Certificate } from '@sigstore/core'
import { PublicKeyDetails, type PublicKey, type TrustedRoot } from '@sigstore/protobuf-specs'
import { toSignedEntity, toTrustMaterial, type TrustMaterial, Verifier } from '@sigstore/verify'
import type { Json } from '../../core/model/json.ts'
import type { BuildClaim } from '../../core/model/provenance.ts'
import { readStatement, sourceOf, type Statement, STATEMENT_TYPE } from '../../core/provenance/statement.ts'
import { isFromItsHost, isSameRepository } from '../../core/provenance/repository.ts'
import { recordedKeys, type RegistryKey, trustedRoot } from './trust-root.ts'

export type CheckedBundle =
  | {
      readonly ok: true
      readonly statement: Statement
      readonly claim: BuildClaim
      readonly by: 'registry' | 'identity'
    }
  | { readonly ok: false; readonly why: string }

export type SigstoreTrust = { readonly material: TrustMaterial }

/** Loading the recorded root takes longer than checking a bundle, so it is done once for many. */
export const recordedTrust = (): SigstoreTrust => trustFrom(trustedRoot(), recordedKeys())

export function trustFrom(root: TrustedRoot, keys: readonly RegistryKey[]): SigstoreTrust {
  const usable = keys.filter(({ use }) => use === 'attestations')
  const byHint = Object.fromEntries(usable.map((key) => [key.keyid, publicKeyOf(key)]))
  return { material: toTrustMaterial(root, byHint) }
}

const publicKeyOf = ({ spki, from, until }: RegistryKey): PublicKey => ({
  rawBytes: Buffer.from(spki, 'base64'),
  keyDetails: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256,
  validFor: { start: from ?? undefined, end: until ?? undefined },
})

/** Never throws: whatever is wrong with it, it does not hold. */
export function checkBundle(json: Json, { material }: SigstoreTrust): CheckedBundle {
  const no = (why: string): CheckedBundle => ({ ok: false, why })
  try {
    const bundle = bundleFromJSON(json)
    const { content, verificationMaterial } = bundle
    if (content.$case !== 'dsseEnvelope') return no('it holds no statement')
    const { payloadType, payload } = content.dsseEnvelope
    if (payloadType !== STATEMENT_TYPE) return no('it holds a statement of an unknown kind')
    new Verifier(material).verify(toSignedEntity(bundle))
    const statement = readStatement(JSON.parse(payload.toString('utf8')) as Json)
    if (statement === null) return no('its statement is unreadable')
    const held = verificationMaterial.content
    const certificate =
      held.$case === 'certificate'
        ? held.certificate.rawBytes
        : held.$case === 'x509CertificateChain'
          ? held.x509CertificateChain.certificates[0]?.rawBytes
          : undefined
    const claim = claimOf(statement, certificate)
    return claim === null
      ? no('its certificate and its statement name different sources')
      : { ok: true, statement, claim, by: certificate === undefined ? 'registry' : 'identity' }
  } catch (cause) {
    return no(whyOf(cause))
  }
}

/** https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
const FULCIO = '1.3.6.1.4.1.57264.1.'
const [OLD_ISSUER, OLD_COMMIT, OLD_REPOSITORY, ISSUER, REPOSITORY, COMMIT, WORKFLOW] = [1, 3, 5, 8, 12, 13, 18]

/** The certificate was made by the authority from the builder's token; the statement is what the builder wrote. */
function claimOf(statement: Statement, certificate: Buffer | undefined): BuildClaim | null {
  const said = sourceOf(statement)
  const none = { repository: null, commit: null, workflow: null, issuer: null }
  if (certificate === undefined) return { predicate: statement.predicateType, ...none }
  const parsed = X509Certificate.parse(Buffer.from(certificate))
  const extension = (id: number): string | null => textOf(parsed, `${FULCIO}${id}`, id >= ISSUER)
  const old = extension(OLD_REPOSITORY)
  const named = extension(REPOSITORY) ?? (old === null ? null : `https://github.com/${old}`)
  const commit = extension(COMMIT) ?? extension(OLD_COMMIT)
  if (said !== null && isSameRepository(said.repository, named) === false) return null
  if (said?.commit !== null && said?.commit !== undefined && commit !== null && said.commit !== commit) return null
  const workflow = extension(WORKFLOW) ?? parsed.subjectAltName ?? null
  const issuer = extension(ISSUER) ?? extension(OLD_ISSUER)
  const repository = named !== null && isFromItsHost(named, issuer) ? named : null
  return { predicate: statement.predicateType, repository, commit, workflow, issuer }
}

/** Newer extensions are DER strings, older ones bare text. */
function textOf(certificate: X509Certificate, id: string, isDer: boolean): string | null {
  const value = certificate.extension(id)?.value
  if (value === undefined) return null
  const bytes = isDer && value[0] === 0x0c && value[1] === value.length - 2 ? value.subarray(2) : value
  return Buffer.from(bytes).toString('utf8')
}

/** The library's words are fixed; what a stranger wrote is not in them, and still only their code is told. */
function whyOf(cause: unknown): string {
  const { code, name } = cause as { readonly code?: unknown; readonly name?: unknown }
  const word = typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown'
  return WHY[word] ?? `it cannot be checked (${/^\w+$/.test(word) ? word : 'unknown'})`
}

const WHY: Readonly<Record<string, string>> = {
  SIGNATURE_ERROR: 'its signature is not of this statement',
  TLOG_BODY_ERROR: 'its entry in the public log is about something else',
  TLOG_INCLUSION_PROMISE_ERROR: 'its entry in the public log is not promised by that log',
  TLOG_INCLUSION_PROOF_ERROR: 'its entry is not in the public log',
  TLOG_ERROR: 'it has no entry in the public log',
  TIMESTAMP_ERROR: 'nobody who is known says when it was made',
  CERTIFICATE_ERROR: 'its certificate is of no authority that is known, or was not valid then',
  PUBLIC_KEY_ERROR: 'it is signed with a key that nobody here knows, or that had expired',
  ValidationError: 'it is no bundle that can be read',
}
