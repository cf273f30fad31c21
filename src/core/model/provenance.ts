// Who vouches for the bytes of a package, and for what. Absence is a fact; what is there and does not hold is a refusal.

export type ProvenanceKind =
  /** What was fetched is what the registry, or the person, said it would be. */
  | 'integrity'
  /** The registry signed name, version and integrity. */
  | 'registry-signature'
  /** Who published it, or how it was built: a statement with a certificate and an entry in a public log. */
  | 'attestation'
  /** A signature within the artifact itself. */
  | 'own-signature'

export type ProvenanceFact = {
  readonly kind: ProvenanceKind
  /** `holds`: checked, and true. `fails`: there and not true, or not checkable. `absent`: nobody says so. */
  readonly state: 'holds' | 'fails' | 'absent'
  /** One sentence of ours, safe to print. */
  readonly words: string
  /** Of a registry's signature: whether its key is recorded here, or is what the registry hands out now. */
  readonly key?: 'recorded' | 'handed-out'
}

/** Where and by whom a build says it was made, from a certificate that was checked. A stranger's words all the same. */
export type BuildClaim = {
  readonly predicate: string
  readonly repository: string | null
  readonly commit: string | null
  readonly workflow: string | null
  readonly issuer: string | null
}

export type Provenance = {
  readonly facts: readonly ProvenanceFact[]
  readonly builds: readonly BuildClaim[]
  /** Whether the repository that a build names is the one that the package claims; null where either is missing. */
  readonly repositoryMatches: boolean | null
}

export const VOUCHERS = ['attestation', 'registry-signature'] as const
/** Who vouched for the bytes that a person approves. `repository`: `host/owner/name`, by the certificate of the build. */
export type PinnedProvenance = { readonly by: (typeof VOUCHERS)[number]; readonly repository: string | null }

export const NO_PROVENANCE: Provenance = { facts: [], builds: [], repositoryMatches: null }
