// Whether what was vetted could be approved in a tier, and what is missing for it.
import { readNetGrant } from '../../core/egress/grant.ts'
import { reveal } from '../../core/model/untrusted.ts'
import { rolesWanted } from '../../core/lock/approvers.ts'
import type { ApproverRole } from '../../core/model/approver.ts'
import { type Asked, TIER_ASKS, type VetTier } from '../../core/model/vet-tier.ts'
import { NO_GRANTS } from '../../core/model/grants.ts'
import type { Vetted } from '../../core/model/vetting.ts'
import { approversText, roleGiver, rolesText } from '../../core/report/approvers-text.ts'
import type { Ink } from '../../core/report/ink.ts'
import { type Missing, missingFor } from '../../core/vet/missing.ts'
import { readRecord, recordJson } from '../../core/vet/record.ts'
import type { Approvers } from '../../flows/approve/approvers.ts'
import { tierOf } from '../../flows/approve/tier.ts'
import type { World } from '../world.ts'

export type InTier = Asked & {
  readonly missing: readonly Missing[]
  /** How many have to approve, what they must answer for between them, and what nobody does whose key is trusted here. */
  readonly approvers: 1 | 2
  readonly roles: readonly ApproverRole[]
  readonly rolesMissing: readonly ApproverRole[]
}

/** Null where nobody asks for a tier. */
export async function inTier(
  vetted: Vetted,
  named: unknown,
  { managed, keys }: Approvers,
  { config, now }: Pick<World, 'config' | 'now'>,
): Promise<InTier | null> {
  const { tier: least } = await config()
  const record = { ...readRecord(recordJson(vetted))!, at: now().toISOString() }
  const artifact = record.suggests?.artifact ?? UNKNOWN
  const tools = Object.entries(record.did?.tools ?? {})
  const effects = Object.fromEntries(tools.map(([tool, effect]) => [tool, { effect, reason: '' }]))
  // As `approve --from-vet` would give them.
  const net = (record.suggests?.net ?? []).map(readNetGrant).flatMap((read) => (read.ok ? [read.grant] : []))
  const env = (record.suggests?.env ?? []).map((name) => ({ name }))
  const asked = tierOf(
    {
      grants: { ...NO_GRANTS, net, env },
      effects,
      catalogue: record.did === null ? 'pending' : {},
      kind: artifact.kind,
    },
    {
      named: typeof named === 'string' ? (named as VetTier) : undefined,
      least: least === 'off' ? null : least,
      floor: managed.tier,
      before: undefined,
    },
  )
  if (asked === null) return null
  const { tier } = asked
  const roles = rolesWanted({ tier, artifact }, managed)
  return {
    ...asked,
    missing: missingFor(tier, { record, findings: [], accept: [], now: now() }),
    approvers: TIER_ASKS[tier].approvers,
    roles,
    rolesMissing: roles.filter((role) => !keys.some((one) => one.roles.includes(role))),
  }
}

/** What was not played may be anything but a server that is reached: of those nothing is asked here. */
const UNKNOWN = { kind: 'command', files: [], unpinned: [] } as const

export function tierText(asked: InTier | null, { managed }: Approvers, ink: Ink): string {
  if (asked === null) return ''
  const { tier, why, missing, approvers, roles, rolesMissing } = asked
  const lines = missing.map(
    ({ what, makes }) => `    ${ink.bad('missing')} ${reveal(what)}; what makes it: ${reveal(makes)}\n`,
  )
  const nobody =
    rolesMissing.length === 0
      ? ''
      : ink.warn(
          `; nobody whose key is trusted here has ${rolesText(rolesMissing)}: who has it says ${roleGiver(rolesMissing, managed)}`,
        )
  const says = missing.length === 0 ? 'nothing is missing for it' : `${missing.length} missing`
  return `  ${ink.strong(`tier ${tier}`)} (${why}): ${says}\n${lines.join('')}    approved by ${approversText(approvers, roles)}${nobody}\n`
}
