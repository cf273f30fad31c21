// What one call weighs in a bucket that several tools share: what does more harm when it is done too often costs more.
import type { EffectClass } from '../../model/catalogue.ts'
import type { Costs } from '../../model/grants.ts'

/** In points. Prompts, resources and whatever nobody judged as a tool count as `none`. */
export const COSTS: Readonly<Record<EffectClass | 'none', number>> = {
  none: 1,
  read: 1,
  write: 2,
  delete: 5,
  execute: 5,
  send: 5,
  pay: 10,
}

export const costOf = (effect: EffectClass | 'none', set: Costs = {}): number =>
  (effect === 'none' ? undefined : set[effect]) ?? COSTS[effect]
