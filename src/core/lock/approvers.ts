// Who approved a pin: each by a signature over the very same bytes, so that whatever is changed afterwards needs all of them anew.
import { canonical } from '../canon/digest.ts'
import type { ApproverRole } from '../model/approver.ts'
import type { Managed } from '../model/managed.ts'
import type { Pin } from '../model/pin.ts'
import { needsTwo, termsOf, TIER_ASKS } from '../model/vet-tier.ts'

/** The first line keeps a signature of something else from passing for one of an approval. */
export function approvalBytes(name: string, approved: Pin): Uint8Array {
  const { signatures: _signatures, ...pin } = approved
  return new TextEncoder().encode(`sallyport approval 1\n${canonical({ name, pin })}\n`)
}

/** Roles that those who approve it must have between them. */
export function rolesWanted(pin: Pick<Pin, 'tier' | 'artifact'>, { roles }: Managed): readonly ApproverRole[] {
  const { tier, artifact } = pin
  if (tier === undefined || !needsTwo(pin)) return []
  return [...new Set([...(termsOf(tier, artifact.kind) ?? TIER_ASKS[tier]).roles, ...roles])]
}
