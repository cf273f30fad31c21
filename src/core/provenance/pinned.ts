// What of all that vouches for a package goes into its pin: what holds, and nothing where anything does not.
import type { PinnedProvenance, Provenance } from '../model/provenance.ts'
import { readRepository } from './repository.ts'

/** Anybody can have an attestation made: it counts with the one repository that its certificate names, for a policy to compare. */
export function pinnedProvenance({ facts, builds, repositoryMatches }: Provenance): PinnedProvenance | null {
  if (repositoryMatches === false || facts.some(({ state }) => state === 'fails')) return null
  const named = builds.flatMap(({ repository }) => (repository === null ? [] : [readRepository(repository)]))
  const [repository = null, ...others] = new Set(named)
  if (repository !== null && others.length === 0) return { by: 'attestation', repository }
  const isSigned = facts.some(
    ({ kind, state, key }) => kind === 'registry-signature' && state === 'holds' && key === 'recorded',
  )
  return isSigned ? { by: 'registry-signature', repository: null } : null
}
