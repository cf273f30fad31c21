// How much evidence an approval needs: three tiers, what each asks for, and which of them a server is in at least.
import type { ApproverRole } from './approver.ts'
import type { Artifact } from './artifact.ts'
import type { EffectClass } from './catalogue.ts'
import type { Severity } from './finding.ts'
import type { Pin } from './pin.ts'

export const VET_TIERS = ['low', 'medium', 'high'] as const
export type VetTier = (typeof VET_TIERS)[number]

export type TierAsks = {
  /** Parts of the vetting that must be whole: nothing left out, nothing unanswered. */
  readonly whole: readonly ('static' | 'rehearsal')[]
  /** Days that the advisories may be old in which it was looked up; null: it need not be looked up. */
  readonly advisoriesDays: number | null
  /** Whether somebody must vouch for its bytes, where it comes from somewhere. */
  readonly vouched: boolean
  /** From which severity on each rule that found something must be accepted by name. */
  readonly acceptFrom: Severity
  /** Days that the record may be old. */
  readonly recordDays: number
  readonly approvers: 1 | 2
  /** What those who approve must answer for, between them. */
  readonly roles: readonly ApproverRole[]
  /** Days that the approval holds at most. */
  readonly holdsDays: number
}

export const TIER_ASKS: Readonly<Record<VetTier, TierAsks>> = {
  low: {
    whole: ['static'],
    advisoriesDays: null,
    vouched: false,
    acceptFrom: 'critical',
    recordDays: 90,
    approvers: 1,
    roles: [],
    holdsDays: 365,
  },
  medium: {
    whole: ['static', 'rehearsal'],
    advisoriesDays: 30,
    vouched: false,
    acceptFrom: 'high',
    recordDays: 30,
    approvers: 1,
    roles: [],
    holdsDays: 180,
  },
  high: {
    whole: ['static', 'rehearsal'],
    advisoriesDays: 7,
    vouched: true,
    acceptFrom: 'medium',
    recordDays: 7,
    approvers: 2,
    roles: ['security'],
    holdsDays: 90,
  },
}

export type RemoteAsks = Pick<TierAsks, 'acceptFrom' | 'approvers' | 'roles' | 'holdsDays'>

/**
 * Of a server that is reached there are no bytes to read or to play, and it may be another one tomorrow. A second person and less time stand in
 * for that, up to a point: null is a tier that it can never be in.
 */
export const REMOTE_ASKS: Readonly<Record<VetTier, RemoteAsks | null>> = {
  low: { acceptFrom: 'critical', approvers: 1, roles: [], holdsDays: 180 },
  medium: { acceptFrom: 'high', approvers: 2, roles: ['security'], holdsDays: 90 },
  high: null,
}

/** How many have to approve, with which roles, and for how long at most. */
export const termsOf = (tier: VetTier, kind: Artifact['kind']): RemoteAsks | null =>
  kind === 'remote' ? REMOTE_ASKS[tier] : TIER_ASKS[tier]

export type Asked = { readonly tier: VetTier; readonly why: string }

export const isHigher = (one: VetTier, other: VetTier): boolean => VET_TIERS.indexOf(one) > VET_TIERS.indexOf(other)

/** The first of the highest. */
export const highest = (asked: readonly Asked[]): Asked | null =>
  asked.reduce<Asked | null>((most, one) => (most === null || isHigher(one.tier, most.tier) ? one : most), null)

const OF_EFFECT: Readonly<Record<EffectClass, VetTier>> = {
  read: 'low',
  write: 'medium',
  delete: 'medium',
  send: 'medium',
  execute: 'high',
  pay: 'high',
}

/** One that is reached executes nothing here, and none of its tools can be called before what it lists is approved too. */
const ofUnknown = (kind: Artifact['kind']): Asked => ({
  tier: kind === 'remote' ? 'medium' : 'high',
  why: 'what it offers is not known',
})

type Able = Pick<Pin, 'grants' | 'effects' | 'setEffects' | 'catalogue'> & { readonly kind: Artifact['kind'] }

/** What it can do and reach asks for at least this; the words are safe to print. A class that a person set takes nothing away. */
export function tierAskedBy({ grants, effects, setEffects = {}, catalogue, kind }: Able): Asked {
  const classes = [...Object.values(effects).map(({ effect }) => effect), ...Object.values(setEffects)]
  const given = [
    [grants.net.length > 0, 'it may reach hosts'],
    [grants.secrets.length > 0 || grants.oauth !== undefined || grants.login !== undefined, 'it is given secrets'],
    [grants.write.length > 0, 'it may write files'],
    [grants.exec.length > 0, 'it may start programs'],
  ] as const
  return highest([
    { tier: 'low', why: 'nothing asks for more' },
    ...(catalogue === 'pending' ? [ofUnknown(kind)] : []),
    ...classes.map((effect) => ({ tier: OF_EFFECT[effect], why: `a tool of it is judged to ${effect}` })),
    ...given.flatMap(([is, why]) => (is ? [{ tier: 'medium', why } as const] : [])),
  ])!
}

/** One in a tier that it cannot be in is approved by nobody: the most is asked of it. */
export const needsTwo = ({ tier, artifact }: Pick<Pin, 'tier' | 'artifact'>): boolean =>
  tier !== undefined && termsOf(tier, artifact.kind)?.approvers !== 1

/** By number alone: whose they are, and whether they hold, is checked where keys are. */
export const isWaiting = (pin: Pick<Pin, 'tier' | 'artifact' | 'signatures'>): boolean =>
  needsTwo(pin) && (pin.signatures?.length ?? 0) < 2
