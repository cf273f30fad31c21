// The terms of an approval, as its card tells them: how long, for what, who vouched, in which tier, and why.
import type { ApproverRole } from '../model/approver.ts'
import type { Artifact } from '../model/artifact.ts'
import type { Environment, Pin } from '../model/pin.ts'
import type { PinnedProvenance } from '../model/provenance.ts'
import { type Asked, termsOf, type VetTier } from '../model/vet-tier.ts'
import { whole } from '../model/untrusted.ts'
import { approversText } from './approvers-text.ts'

export type Terms = {
  readonly environment: Environment
  readonly expiresAt: string | null
  /** Of the approval that this one replaces: its label, its tier, who vouched, and how long it held beside this one; null: there is none. */
  readonly before: (Pick<Pin, 'environment' | 'provenance' | 'tier' | 'artifact'> & { readonly lasts: string }) | null
  readonly reason: string
  /** Digest of all that would be pinned; null when nothing can be. */
  readonly digest: string | null
  readonly provenance?: PinnedProvenance | null
  /** How much evidence it needs, and why; null where nobody asked. */
  readonly tier: Asked | null
  /** Roles that those who approve must have between them. */
  readonly roles: readonly ApproverRole[]
}

export const untilText = (expiresAt: string | null): string =>
  expiresAt === null ? 'until it is taken back' : `until ${expiresAt}`

export function termLines(
  { environment, expiresAt, before, reason, digest, provenance = null, tier, roles }: Terms,
  kind: Artifact['kind'],
): readonly string[] {
  const persons = tier === null ? null : (termsOf(tier.tier, kind)?.approvers ?? null)
  return [
    `holds     ${untilText(expiresAt)}${before === null ? '' : ` (${before.lasts})`}`,
    `for       ${environment}${before === null ? '' : before.environment === environment ? ' (as before)' : ` (before: ${before.environment})`}`,
    ...vouched(provenance, before?.provenance ?? null),
    ...(tier === null
      ? []
      : [
          `tier      ${tier.tier}, because ${tier.why}; ${persons === null ? 'a server that is reached can never be in it' : `approved by ${approversText(persons, roles)}`}${tierBefore(tier.tier, before)}`,
        ]),
    `because   ${reason === '' ? 'no reason given' : whole(reason)}`,
    `digest    ${digest ?? 'none: this cannot be pinned'}`,
  ]
}

function tierBefore(now: VetTier, before: Terms['before']): string {
  if (before?.tier === undefined || before.tier === now) return ''
  const asks = termsOf(before.tier, before.artifact.kind)
  return ` (before: ${before.tier}${asks === null ? '' : `, by ${approversText(asks.approvers, asks.roles)}`})`
}

function vouched(now: PinnedProvenance | null, before: PinnedProvenance | null): readonly string[] {
  if (now !== null) return [`vouched   ${vouchedLine(now)}`]
  return before === null ? [] : [`vouched   nobody any more (before: ${vouchedLine(before)})`]
}

const vouchedLine = ({ by, repository }: PinnedProvenance): string =>
  by === 'attestation'
    ? `an attestation that it was built from ${whole(repository ?? '')}`
    : 'a signature of its registry over name, version and bytes'
