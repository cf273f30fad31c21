// What a person says of an approval, and what follows where they say nothing: as before, and no more than its tier lets it.
import type { Grants } from '../../core/model/grants.ts'
import type { Look } from '../../core/model/look.ts'
import { type Environment, lastsMsOf, type Pin } from '../../core/model/pin.ts'
import type { SetEffects } from '../../core/model/set-effects.ts'
import type { Asked, VetTier } from '../../core/model/vet-tier.ts'
import type { SignedRecord } from '../../core/vet/record.ts'
import { holdsFor, tierOf } from './tier.ts'

export type Approval = {
  readonly grants: Grants
  readonly cwd: string
  /** Absent: as before, or `dev`. */
  readonly environment?: Environment
  /** Milliseconds from now; null never ends. Absent: as long as before, or 90 days, and no longer than its tier lets it. */
  readonly lastsMs?: number | null
  /** As the person names it. */
  readonly tier?: VetTier
  /** The record that the person gives, or that of the approval before. */
  readonly record?: SignedRecord
  /** That of the approval before, where the person gives another one now. */
  readonly recordBefore?: SignedRecord
  readonly reason: string
  /** Rule ids that a person accepts this time. What was accepted before does not count. */
  readonly accept: readonly string[]
  readonly pendingCatalogue: boolean
  /** Classes that a person sets now; those of the old pin are added where they still mean the same tool. */
  readonly effects: SetEffects
}

/** What was not said is not changed. */
export type Settled = Approval & {
  readonly environment: Environment
  readonly lastsMs: number | null
  readonly asked: Asked | null
}

export function settled(
  given: Approval,
  { catalogues, effects, resolved }: Look,
  { old, least, floor }: { readonly old: Pin | undefined } & Record<'least' | 'floor', VetTier | null>,
): Settled {
  const can = {
    grants: given.grants,
    effects: catalogues === null ? {} : effects,
    setEffects: { ...old?.setEffects, ...given.effects },
    catalogue: catalogues === null ? 'pending' : {},
    kind: resolved?.artifact.kind ?? 'command',
  } as const
  const asked = tierOf(can, { named: given.tier, least, floor, before: old?.tier })
  return {
    ...given,
    environment: given.environment ?? old?.environment ?? 'dev',
    lastsMs:
      given.lastsMs !== undefined
        ? given.lastsMs
        : holdsFor(old === undefined ? undefined : lastsMsOf(old), asked, can.kind),
    asked,
  }
}
