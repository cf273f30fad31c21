// How much one of many may have of what there is only so much of. Whoever has as much as is left for all others gets no more of it:
// so no user can lock out the rest, and a single one still has half (dynamic thresholds, Choudhury and Hahne, 1998).
import type { Principal } from './principal.ts'

export type Taken = {
  readonly own: number
  /** With those of their own. */
  readonly all: number
  readonly most: number
}

/** Whether one more may be taken. The owner of the machine is the only one where there is one. */
export const mayTake = ({ own, all, most }: Taken, { isOwner }: Pick<Principal, 'isOwner'>): boolean =>
  isOwner ? all < most : own < most - all
