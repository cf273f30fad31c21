// How much evidence an approval needs: three tiers, what each asks for, and which of them a server is in at least.
import type { EffectClass } from './catalogue.ts'
import type { Severity } from './finding.ts'
import type { Pin } from './pin.ts'

export const VET_TIERS = ['low', 'medium', 'high'] as const
export type VetTier = (typeof VET_TIERS)[number]

export const DAY_MS = 86_400_000

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
    holdsDays: 365,
  },
  medium: {
    whole: ['static', 'rehearsal'],
    advisoriesDays: 30,
    vouched: false,
    acceptFrom: 'high',
    recordDays: 30,
    approvers: 1,
    holdsDays: 180,
  },
  high: {
    whole: ['static', 'rehearsal'],
    advisoriesDays: 7,
    vouched: true,
    acceptFrom: 'medium',
    recordDays: 7,
    approvers: 2,
    holdsDays: 90,
  },
}

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

/** What it can do and reach asks for at least this; the words are safe to print. A class that a person set takes nothing away. */
export function tierAskedBy({
  grants,
  effects,
  setEffects = {},
  catalogue,
}: Pick<Pin, 'grants' | 'effects' | 'setEffects' | 'catalogue'>): Asked {
  const classes = [...Object.values(effects).map(({ effect }) => effect), ...Object.values(setEffects)]
  const given = [
    [grants.net.length > 0, 'it may reach hosts'],
    [grants.secrets.length > 0 || grants.oauth !== undefined, 'it is given secrets'],
    [grants.write.length > 0, 'it may write files'],
    [grants.exec.length > 0, 'it may start programs'],
  ] as const
  return highest([
    { tier: 'low', why: 'nothing asks for more' },
    ...(catalogue === 'pending' ? [{ tier: 'high', why: 'what it offers is not known' } as const] : []),
    ...classes.map((effect) => ({ tier: OF_EFFECT[effect], why: `a tool of it is judged to ${effect}` })),
    ...given.flatMap(([is, why]) => (is ? [{ tier: 'medium', why } as const] : [])),
  ])!
}

export const needsTwo = ({ tier }: Pick<Pin, 'tier'>): boolean => tier !== undefined && TIER_ASKS[tier].approvers === 2

/** By number alone: whose they are, and whether they hold, is checked where keys are. */
export const isWaiting = (pin: Pick<Pin, 'tier' | 'signatures'>): boolean =>
  needsTwo(pin) && (pin.signatures?.length ?? 0) < 2
