// Whether somebody vouches for exactly what was played.
import type { Artifact } from '../model/artifact.ts'
import type { PinnedProvenance } from '../model/provenance.ts'
import type { Origin } from '../model/vetting.ts'

/** Who vouches for a package says nothing of another tree that it was installed into. A record of before has none. */
export function provenanceFor(artifact: Artifact, origin: Origin | null): PinnedProvenance | null {
  const vouched = origin?.provenance ?? null
  const isPackage = artifact.kind === 'npm' || artifact.kind === 'pypi'
  if (vouched === null || !isPackage || artifact.lock !== vouched.lock) return null
  return { by: vouched.by, repository: vouched.repository }
}
